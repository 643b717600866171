// Which part may import which: db <- server/<noun> <- server/http, bot/telegram <- server/main.
const doors = '^(server/http|bot/telegram)'
const nouns =
  '^server/(access-log|access-review|answers|chats|clients|contacts|conversations|deliveries|desk|handoff|knowledge|mail|privacy|reports|signals|staff|workcalendar)/'

module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Nouns call each other one way only.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'database-knows-nobody',
      severity: 'error',
      from: { path: '^db/' },
      to: { path: '^(server|bot|dashboard)/' },
    },
    {
      name: 'nouns-know-no-doors',
      severity: 'error',
      from: { path: nouns },
      to: { path: `${doors}|^server/(main|config)\\.ts` },
    },
    {
      name: 'doors-never-import-each-other',
      severity: 'error',
      from: { path: doors },
      to: { path: doors, pathNot: '^$1' },
    },
    {
      name: 'answers-are-pure',
      comment: 'The engine answers without reading or writing anything.',
      severity: 'error',
      from: { path: '^server/answers/', pathNot: 'learnt-file|dictionary' },
      to: { path: '^(node:fs|fs|fs/promises|net|http|child_process)$|drizzle|^db/' },
    },
    {
      name: 'only-db-and-nouns-know-drizzle',
      severity: 'error',
      from: { path: '^(server|bot|dashboard)/', pathNot: `${nouns}|^server/http/health\\.ts` },
      to: { path: 'node_modules/drizzle-orm' },
    },
    {
      name: 'front-ends-take-types-only-from-server',
      severity: 'error',
      from: { path: '^(dashboard|bot/widget)/' },
      to: { path: '^(server|db)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'product-does-not-import-tests',
      severity: 'error',
      from: { path: '^(server|db|bot|dashboard)/' },
      to: { path: '^test/' },
    },
    {
      name: 'nothing-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types', 'svelte'],
    },
  },
}
