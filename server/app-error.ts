/** A failure that the caller may know of, under a stable dotted code. What a person reads is looked up per door. */
export class AppError extends Error {
  readonly code: string
  readonly details: Record<string, unknown>

  constructor(code: string, details: Record<string, unknown> = {}) {
    super(code)
    this.name = 'AppError'
    this.code = code
    this.details = details
  }
}
