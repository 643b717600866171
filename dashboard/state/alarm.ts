const TONES_HZ = [880, 659]
const TONE_SECONDS = 0.22
const VOLUME = 0.18

/** Two falling tones, as the bell of a door. A browser stays silent until somebody has touched the page. */
export async function soundAlarm(): Promise<void> {
  const context = new AudioContext()
  await context.resume()
  TONES_HZ.forEach((frequency, i) => {
    const tone = context.createOscillator()
    const volume = context.createGain()
    const at = context.currentTime + i * TONE_SECONDS
    tone.frequency.value = frequency
    volume.gain.setValueAtTime(VOLUME, at)
    volume.gain.exponentialRampToValueAtTime(0.001, at + TONE_SECONDS)
    tone.connect(volume).connect(context.destination)
    tone.start(at)
    tone.stop(at + TONE_SECONDS)
  })
  setTimeout(() => context.close(), 1_000 * TONE_SECONDS * (TONES_HZ.length + 1))
}
