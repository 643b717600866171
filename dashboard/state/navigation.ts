import type { OwnDesk, Role } from '../../server/http/desk-shapes.ts'
import type { Page } from './address.svelte.ts'

/** The parts of the desk in the order of the rail: where each begins, which pages are of it, and who has use for it. */
const sections = [
  { name: 'conversations', href: '/dashboard', pages: ['inbox', 'conversation'], from: 'supporter' },
  { name: 'contacts', href: '/dashboard/contacts', pages: ['contacts'], from: 'supporter' },
  { name: 'clients', href: '/dashboard/clients', pages: ['clients', 'client', 'reviews'], from: 'supporter' },
  { name: 'signals', href: '/dashboard/signals', pages: ['signals'], from: 'supporter' },
  {
    name: 'figures',
    href: '/dashboard/figures/response-times',
    pages: ['response-times', 'budget', 'minutes'],
    from: 'coordinator',
  },
  { name: 'reports', href: '/dashboard/reports', pages: ['reports'], from: 'coordinator' },
  { name: 'access-log', href: '/dashboard/access-log', pages: ['access-log'], from: 'coordinator' },
  { name: 'privacy', href: '/dashboard/privacy', pages: ['privacy'], from: 'coordinator' },
  { name: 'knowledge', href: '/dashboard/knowledge', pages: ['knowledge'], from: 'coordinator' },
] as const satisfies { name: string; href: string; pages: Page['name'][]; from: Role }[]

export type SectionName = (typeof sections)[number]['name']

export const figures = ['response-times', 'budget', 'minutes'] as const

export const sectionsFor = ({ me }: OwnDesk) =>
  sections.filter(({ from }) => from === 'supporter' || me.role !== 'supporter')

export function sectionOf(page: Page): SectionName | null {
  return sections.find(({ pages }) => (pages as readonly string[]).includes(page.name))?.name ?? null
}
