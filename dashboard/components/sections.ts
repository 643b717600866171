import { t } from '../strings.svelte.ts'

/** "art-11" and "7" are articles to a reader; annexes keep their own name. */
export function sectionName(section: string): string {
  return section.startsWith('bijlage')
    ? section.replaceAll('-', ' ')
    : t('article', { section: section.replace('art-', '') })
}
