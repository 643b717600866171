/** The little of nlp.js that the benchmark uses; it ships no types. */
declare module '@nlpjs/basic' {
  export type Container = { use(plugin: unknown): void }

  export function containerBootstrap(): Promise<Container>

  export class Nlp {
    constructor(settings: { container: Container; autoSave: boolean; calculateSentiment: boolean })
    useNlu(
      name: 'NeuralNlu',
      locale: string,
      domain: undefined,
      settings: { iterations: number; log: boolean },
    ): void
    addLanguage(locale: string): void
    addDocument(locale: string, text: string, intent: string): void
    train(): Promise<void>
    process(locale: string, text: string): Promise<{ classifications: { intent: string; score: number }[] }>
  }
}

declare module '@nlpjs/lang-nl' {
  export const LangNl: unknown
}
