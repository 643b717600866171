/** In which capacity somebody speaks for a client: by law, by proxy or as one of his family. */
export const representativeKinds = [
  'parent',
  'guardian',
  'curator',
  'mentor',
  'property_administrator',
  'proxy',
  'relative',
] as const

export type Representative = {
  kind: (typeof representativeKinds)[number]
  name: string
  reach: string | null
}
