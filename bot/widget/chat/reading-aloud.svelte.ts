/** The voice of the browser, which reads one message at a time. */
export class ReadingAloud {
  /** The message that is being read. */
  key = $state<string | number | null>(null)
  readonly possible = 'speechSynthesis' in window

  toggle(key: string | number, text: string, lang: string): void {
    const isRead = this.key === key
    this.stop()
    if (isRead) return
    this.key = key
    const voice = speechSynthesis.getVoices().find((each) => each.lang.startsWith(lang))
    // Sentence by sentence: Chromium falls silent halfway through what takes longer than fifteen seconds.
    const parts = sentencesOf(text).map((sentence) => new SpeechSynthesisUtterance(sentence))
    const ended = () => {
      if (this.key === key) this.stop()
    }
    for (const part of parts) {
      part.lang = voice?.lang ?? lang
      part.voice = voice ?? null
      part.addEventListener('error', ended)
      speechSynthesis.speak(part)
    }
    parts.at(-1)!.addEventListener('end', ended)
  }

  stop(): void {
    this.key = null
    if (this.possible) speechSynthesis.cancel()
  }
}

const sentencesOf = (text: string) => text.match(/\S[^.!?\n]*(?:[.!?](?!\s)[^.!?\n]*)*[.!?]*/gu) ?? [text]
