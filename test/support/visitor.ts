import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, onTestFinished } from 'vitest'
import { openBrowser } from './browser.ts'
import { servedProduct } from './product.ts'
import { supporterWrites } from './supporter.ts'

const PHONE = { viewport: { width: 360, height: 740 } }

/** A client's browser before the served product, for the tests of one file. */
export class Visitor {
  product!: Awaited<ReturnType<typeof servedProduct>>
  #browser!: Browser

  constructor() {
    beforeAll(async () => {
      ;[this.product, this.#browser] = await Promise.all([servedProduct(), openBrowser()])
    })
    afterAll(async () => {
      await this.#browser?.close()
      await this.product?.close()
    })
  }

  /** Opens a page of the product, or one elsewhere, on a device that has never been here. */
  async visit(address: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ ...PHONE, ...options })
    onTestFinished(() => context.close())
    context.setDefaultTimeout(10_000)
    const page = await context.newPage()
    await page.goto(new URL(address, this.product.url).href)
    return page
  }

  /** Another tab on the same device. */
  async secondTab(page: Page): Promise<Page> {
    const tab = await page.context().newPage()
    await tab.goto(page.url())
    return tab
  }

  /** A supporter of the organisation writes to the client. */
  async supporterWrites(page: Page, text: string): Promise<void> {
    const { id } = await accessOf(page)
    await supporterWrites(this.product.product, id, text)
  }

  /** What the server holds of the conversation. */
  async messagesOf(page: Page): Promise<{ author: string; text: string }[]> {
    const response = await this.#call(page, 'GET', '/messages')
    return (await response.json()).messages
  }

  /** Erases the conversation from elsewhere, without a word to this device. */
  async eraseAtServer(page: Page): Promise<void> {
    await this.#call(page, 'DELETE', '')
  }

  async #call(page: Page, method: string, path: string): Promise<Response> {
    const { id, token } = await accessOf(page)
    const headers = { authorization: `Bearer ${token}` }
    return fetch(`${this.product.url}/api/v1/conversations/${id}${path}`, { method, headers })
  }
}

export async function ask(page: Page, question: string): Promise<void> {
  await page.getByLabel('Uw vraag').fill(question)
  await page.getByRole('button', { name: 'Stuur' }).click()
}

export const lastMessage = (page: Page) => page.getByRole('article').last()

/** What the page has stored on the device. */
export const stored = (page: Page) => page.evaluate(() => Object.entries({ ...localStorage }))

async function accessOf(page: Page): Promise<{ id: string; token: string }> {
  const [, access] = (await stored(page)).find(([key]) => key.endsWith('access'))!
  return JSON.parse(access)
}
