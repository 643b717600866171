import { createHash } from 'node:crypto'
import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'
import type { Account } from '../conversations/account.ts'
import type { Message } from '../conversations/messages.ts'
import { texts, type Locale, type Texts } from '../texts.ts'

const STYLE = `
  body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 1.125rem/1.5 system-ui, sans-serif; }
  article { margin: 1.25rem 0; padding-inline-start: 1rem; border-inline-start: 4px solid #0b5d59; }
  article p { margin: 0.25rem 0; white-space: pre-line; overflow-wrap: anywhere; }
  .who { color: #4b5b5a; font-size: 0.9375rem; }
`

/** A page that is kept on somebody's own disk still runs nothing and asks for nothing: it says so itself as well. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`

export const pageStyle = raw(`<meta http-equiv="Content-Security-Policy" content="${POLICY}">
  <style>${STYLE}</style>`)

/** Answers with a page to be kept. */
export function asKeptPage(c: Context, page: HtmlEscapedString | Promise<HtmlEscapedString>) {
  c.header(
    'Content-Security-Policy',
    `${POLICY}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox`,
  )
  return c.html(page)
}

/** The conversation as a page that can be read and printed without anything else. */
export function accountPage(account: Account) {
  const say = texts(account.locale as Locale)
  const moment = new Intl.DateTimeFormat(account.locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Europe/Amsterdam',
  })
  return html`<!doctype html>
    <html lang="${account.locale}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${say('account.title')}</title>
        ${pageStyle}
      </head>
      <body>
        <h1>${say('account.title')}</h1>
        <p>${say('account.began', { moment: moment.format(new Date(account.createdAt)) })}</p>
        ${account.messages.map((message) => article(say, moment, message))}
      </body>
    </html>`
}

function article(say: Texts, moment: Intl.DateTimeFormat, message: Message) {
  const who = message.speaker ?? say(`account.${message.author}`)
  return html`<article>
    <p class="who">${who}, ${moment.format(new Date(message.createdAt))}</p>
    <p>${message.text}</p>
    ${message.reply?.citations.map(
      ({ source, section, title, quote }) =>
        html`<p class="who">${source}, ${section} ${title}</p>
          <blockquote>${quote}</blockquote>`,
    )}
  </article>`
}
