import type { PatternKind } from '../../../server/access-review/patterns.ts'

/** What weighs most first. */
export const patternKinds = [
  'own_name',
  'emergency',
  'involved',
  'many_files',
  'refused',
  'outside_hours',
] as const satisfies PatternKind[]
