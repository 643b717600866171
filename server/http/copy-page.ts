import { html } from 'hono/html'
import type { Copy } from '../privacy/copy.ts'
import { texts } from '../texts.ts'
import { pageStyle } from './account-page.ts'

const say = texts('nl')

/** All that is kept of a person, as a page that can be read and printed without anything else. */
export function copyPage(copy: Copy) {
  const moment = new Intl.DateTimeFormat('nl', { dateStyle: 'long', timeZone: 'Europe/Amsterdam' })
  const inWords = (day: string | null) => (day ? moment.format(new Date(day)) : '–')
  return html`<!doctype html>
    <html lang="nl">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${say('rights.copy.title')}</title>
        ${pageStyle}
      </head>
      <body>
        <h1>${say('rights.copy.title')}</h1>
        <p class="who">${inWords(copy.madeAt)}</p>
        ${copy.file.map(
          (file) =>
            html`<article>
              <p><strong>${file.name}</strong>, ${inWords(file.birthDate)}</p>
              <p>${say('rights.copy.number', { number: String(file.number) })}</p>
              <p>${say('rights.copy.lives', { municipality: file.municipality ?? '–' })}</p>
              <p>${say('rights.copy.reach', { reach: file.reach ?? '–' })}</p>
              <p>
                ${say('rights.copy.indication', {
                  law: file.law === 'wlz' ? 'Wlz' : 'Wmo',
                  from: inWords(file.indicationFrom),
                  until: inWords(file.indicationUntil),
                })}
              </p>
              ${
                file.representative
                  ? html`<p>${say('rights.copy.representative', { name: file.representative.name })}</p>`
                  : ''
              }
            </article>`,
        )}
        <h2>${say('rights.copy.consents')}</h2>
        ${copy.consents.map(
          ({ purpose, givenOn, withdrawnOn }) =>
            html`<p>
              ${say(`rights.copy.consent.${purpose}`)}: ${inWords(givenOn)}
              ${withdrawnOn ? say('rights.copy.withdrawn', { day: inWords(withdrawnOn) }) : ''}
            </p>`,
        )}
        <h2>${say('rights.copy.questions')}</h2>
        ${copy.supportQuestions.map(
          ({ startedOn, endedOn, aim, evaluation }) =>
            html`<article>
              <p class="who">${inWords(startedOn)} – ${inWords(endedOn)}</p>
              <p>${aim}</p>
              <p>${evaluation ?? ''}</p>
            </article>`,
        )}
        <h2>${say('rights.copy.contacts')}</h2>
        ${copy.contacts.map(
          ({ day, minutes, note }) =>
            html`<article>
              <p class="who">
                ${say('rights.copy.contact', { day: inWords(day), minutes: String(minutes) })}
              </p>
              <p>${note ?? ''}</p>
            </article>`,
        )}
        <h2>${say('rights.copy.conversations')}</h2>
        ${copy.conversations.map(({ messages }) =>
          messages.map(
            ({ author, speaker, text, createdAt }) =>
              html`<article>
                <p class="who">${speaker ?? say(`account.${author}`)}, ${inWords(createdAt)}</p>
                <p>${text}</p>
              </article>`,
          ),
        )}
      </body>
    </html>`
}
