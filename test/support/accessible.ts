import AxeBuilder from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'

/** Our own promise; WCAG 2.2 AA asks 24. */
const SMALLEST_TARGET_PX = 44
const ROUNDING_PX = 0.5

/** Axe finds nothing, nothing is wider than the screen, and all that can be tapped is large enough. */
export async function expectAccessible(page: Page): Promise<void> {
  // Our pages hold no frames: looking for them opens a page each time, which takes longer than all that is looked at.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] })
  const { violations } = await axe.analyze()
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(overflow).toBe(0)
  const targets = page.locator('wegwijs-chat').locator('button, summary, textarea').filter({ visible: true })
  const small = await targets.evaluateAll(
    (elements, smallest) =>
      elements
        .map((each) => ({ name: each.textContent, box: each.getBoundingClientRect() }))
        .filter(({ box }) => Math.min(box.width, box.height) < smallest)
        .map(({ name, box }) => `${name}: ${box.width} x ${box.height}`),
    SMALLEST_TARGET_PX - ROUNDING_PX,
  )
  expect(small).toEqual([])
}
