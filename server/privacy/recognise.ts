import { fold } from '../answers/words.ts'
import type { rightsKind } from '../../db/schema.ts'

export type Right = (typeof rightsKind.enumValues)[number]

/** Who tells a whole story wants more than a button. */
const MOST_WORDS = 60
/** And who needs more than so many. */
const FEW_WORDS = 9

const DATA =
  '(?:ge?ge?e?ve?n?s?|persoonsgegevens?|privegegevens?|data|info|informatie|dos+iers?|gesprek(?:ken)?|gespre[ck]|chat(?:s|gesprek|jes?)?|berichte?n?(?:jes)?|account|profiel)'
const PLACES =
  '(?:systeem|system|bestand|administratie|database|register|mailinglijst|lijst|site|website|app)'
const OWN = "(?:mij|me|mijn|mn|m'n|mezelf|ons|onze|ik|wij|my|mine)"
const ABOUT_ME = '(?:van|over|ovr|ove|v|about|on) (?:mij|me|ons|m|myself)'

const word = (pattern: string) => new RegExp(`(?<![\\p{L}])(?:${pattern})(?![\\p{L}])`, 'u')
const has =
  (...patterns: string[]) =>
  (text: string) =>
    patterns.every((pattern) => word(pattern).test(text))
const any =
  (...tests: ((text: string) => boolean)[]) =>
  (text: string) =>
    tests.some((test) => test(text))
const all =
  (...tests: ((text: string) => boolean)[]) =>
  (text: string) =>
    tests.every((test) => test(text))
const not = (test: (text: string) => boolean) => (text: string) => !test(text)

/** People and offices that a message may be about, besides the one that is written to. */
const namesAnother = has(
  '(?:persoonlijke? )?begeleid(?:er|ers|ster)|bewindvoerder|mentor|curator|ciz|cak|gemeente|zorgkantoor|huisarts|dokter|arts|wijkverpleegkundige|verpleegkundige|verzorgende|huishoud(?:elijke )?hulp|mijn hulp|coach|iemand|hij|hem|politie|rechter|man|vrouw|zoon|dochter|moeder|vader|ouders?|broer|zus(?:ter)?|kind(?:eren)?|familie|buur(?:man|vrouw)?|buren|vriend(?:in|en)?|ex|partner|somebody|someone|he|husband|wife|son|daughter|mother|father|carer',
)
const asks = has(
  'ik (?:wil|zou|eis|verzoek|mag|kan)|(?:wil|zou|mag|kan) ik|(?:kunt|kan|wilt|wil) (?:u|je|jij)|(?:kunnen|willen) jullie|graag|recht op|aub|please|(?:can|could) (?:you|i)|i (?:want|would)',
)
/** Who tells what another does asks nothing of us. */
const isOwnWish = any(not(namesAnother), asks)

const erases =
  '(?:uit)?wis(?:sen|t)?(?: die)?|gewist|verwijder(?:en|t|d)?|verwij?der(?:en)?|verweider(?:en)?|delete?(?:n|d|ten)?|(?:weg ?)gooien|gooi|vernietig(?:en|d|t)?|haal|weghalen|erase|remove'
/** Told to do it: "wis dit hele gesprek", whatever else the message tells. */
const tellsToErase = has(
  `(?:wis|verwijder|delete|erase|remove|vernietig|gooi|haal) (?:(?:nu|aub|maar|ook|even|direct|meteen|al|alle|alles|het|hele|dit|deze|die|de|mijn|mn|m'n|me|my|all|this|the|van|mij|jullie|u|ons|onze|over|on|about|hier|oude|uit) ){0,5}(?:${DATA}|alles)`,
)
/** What has been erased already is told, not asked. */
const isErased = has('(?:zijn|is|heeft|hebben|hebt) (?:.{0,30} )?(?:gewist|verwijderd|weggegooid|gedeleted?)')
const copies =
  'kopie(?:tje|en)?|kopy|copy|copie|afschrift(?:en)?|download(?:en|t)?|export(?:eren)?|uitdraai(?:en|tje)?|printje|uitprinten|printen|meenemen'
const shows =
  'inzage|inzien|in zien|inkijken|bekijken|toon|tonen|zien|opvragen|opvraag|vraag (?:.{0,30} )?op|show|see|weten|avg'
const keeps =
  'weet|weten|bewaart|bewaren|bewaar|hebt|heb|hebben|heeft|heef|staat|staan|slaat|slaan|opgeslagen|onthoudt|onthouden|kennen|kent|have|know|store|keep'
const mends =
  'verbeter(?:en|d|t)?|corrigeer|corrigeren|corrigeert|correctie|correct|aanpassen|pas|wijzig(?:en|t)?|verander(?:en|t|d)?|rechtzetten|klop(?:t|pen)|verkeerd|fout(?:en|e)?|onjuist'
const toMend = 'verbeter(?:en)?|corrigeer|corrigeren|aanpassen|pas|wijzig(?:en)?|verander(?:en)?|rechtzetten'
const particulars = "(?:mijn|mn|m'n|my) (?:nieuwe |eigen )?(?:naam|adres|geboortedatum|(?:telefoon)?nummer)"
const objects = 'bezwaar|bezwaren|beswaar|bezwar|object|objection'
const uses =
  'gegevens?|data|privacy|dossier|bewaren|bewaart|opslaan|opslag|gebruik(?:en|t)?|delen|deelt|doorgeven|verwerk(?:en|t|ing)?'
/** Objecting to a decision is another matter: a question about the help, for the assistant. */
const decides = has(
  'besluit(?:en)?|beschikking(?:en)?|beslissing(?:en)?|indicatie|ciz|gemeente|zorgkantoor|wmo|wlz|budget|pgb|rekening(?:en)?|factuur|brief|afwijzing|afgewezen|cak|rechter|beroep',
)

const tests: [Right, (text: string) => boolean][] = [
  ['objection', all(any(has(objects, uses), has('niet (?:mee eens|akkoord)', uses, OWN)), not(decides))],
  [
    'erasure',
    any(
      tellsToErase,
      isSelfErasure,
      has('recht (?:op|om) verget(?:en|elheid).*'),
      all(
        any(
          has(erases, DATA, `${OWN}|alles|dit|deze|die|het`),
          has(
            `(?:wis|verwijder|delete|erase) (?:mij|me|mijn|alles|dit|alle?s? .{0,12}(?:van|over) (?:mij|me))`,
          ),
          has(erases, ABOUT_ME),
          has(`${DATA} (?:op ?ruimen|leeg ?maken|schoon ?maken)`),
        ),
        isOwnWish,
        not(isErased),
      ),
    ),
  ],
  ['copy', all(any(has(copies, DATA), has(copies, ABOUT_ME)), isOwnWish)],
  [
    'correction',
    all(
      any(
        has(mends, 'ge?ge?e?ve?n?s?|persoonsgegevens?|dos+ier|data', OWN),
        all(has(toMend, particulars), asks),
        has('klop(?:t|pen)|verkeerd|fout|onjuist', particulars, `dos+ier|gegevens|${PLACES}`),
      ),
      not(decides),
      isOwnWish,
    ),
  ],
  [
    'access',
    all(
      any(
        has('welke|wat|wa|watvoor|hoeveel|what|which', keeps, ABOUT_ME),
        has('welke|wat|wa|watvoor', DATA, ABOUT_ME),
        has(
          shows,
          `(?:mijn|mn|m'n|me|eigen|my) (?:eigen )?(?:persoonlijke )?${DATA}|${DATA} (?:die )?(?:jullie |u )?(?:.{0,12} )?${ABOUT_ME}`,
        ),
        has(`(?:^|avg )(?:mijn|mn|my) (?:ge?ge?e?ve?n?s?|data)$`),
      ),
      isOwnWish,
    ),
  ],
]

const STOP =
  /^(?:(?:ik )?(?:wil )?(?:nu )?stop(?:pen|t)?|stop(?:pen)?(?: (?:nu|maar|ermee|er mee|hiermee|hier mee|aub|alsjeblieft|alstublieft|a u b|met (?:praten|chatten|typen|antwoorden|deze chat|dit gesprek|dit)|deze chat|dit gesprek|de chat|chat|bot|it|please))+|ik (?:wil|ga) (?:nu )?stoppen(?: met (?:deze chat|dit gesprek|chatten|praten|de chat|dit))?|(?:hou|houd|hou nou|houdt)(?: maar| nou)? op|laat (?:me|mij) met rust|geen berichten meer|stuur (?:me |mij )?(?:niks|niets|geen berichten) meer|(?:uit|af)schrijven|unsubscribe|einde gesprek|sluit (?:deze |dit |de )?(?:chat|gesprek)(?: af)?|chat sluiten|gesprek (?:sluiten|stoppen|beeindigen)|quit|exit|stop\s?stop(?: stop)*)$/u

/** What somebody wants with what is kept of him, in however few or odd words; null when he asks something else. */
export function rightIn(message: string): Right | null {
  const text = plain(message)
  if (STOP.test(text)) return 'stop'
  if (text.split(' ').length > MOST_WORDS) return null
  return tests.find(([, test]) => test(text))?.[0] ?? null
}

const BARE_OBJECTION =
  /^(?:ik )?(?:wil |zou |maak |heb |dien )?(?:graag )?(?:een )?(?:bezwaar|beswaar|bezwar)(?: maken| hebben| in| indienen)?$/u

/** He objects, and does not say to what. */
export const isBareObjection = (message: string) => BARE_OBJECTION.test(plain(message))

const RESUME =
  /^(?:verder(?: praten)?|ga (?:maar )?(?:weer )?(?:door|verder)|start|begin|opnieuw|weer praten|continue|resume|go on)$/u

/** He who stopped the assistant wants it back. */
export const isResuming = (message: string) => RESUME.test(plain(message))

/** Nobody speaks so of himself who means his data alone: it may be a farewell. */
function isSelfErasure(text: string): boolean {
  const himself = `(?:mij|me|mezelf|myself)(?! (?:\\p{L}+ ){0,3}(?:${DATA}|${PLACES}|alles)(?!\\p{L}))`
  const forgets = '(?<!(?:u|je|jullie|ze|hij|zij|hulp|iedereen|niemand|begeleider) )(?:vergeet|forget)'
  const wipes = 'wis|verwijder|delete|erase|remove'
  return has(
    `(?:${wipes}|${forgets}) (?:(?:maar|nu|dan|toch|aub) )?${himself}(?! (?:niet|not|steeds|altijd))`,
  )(text)
}

const PARTING = [
  'ik (?:ben|besta|leef|zal|ga|wil|kan|hoef|mag) (?:\\p{L}+ ){0,3}niet meer(?! (?:dat|bij|met|in|door|gebruik|client|klant|onder))',
  '(?:ben|besta|leef|zal) ik (?:\\p{L}+ ){0,2}niet meer(?! (?:dat|bij|met|in|door|client|klant|onder))',
  'hoeft (?:\\p{L}+ ){0,3}niet meer',
  '(?:stop|kap) (?:ermee|er mee)|geef het op|(?:deze|de|this|the) (?:wereld|world|aarde|earth)',
  "niemand (?:\\p{L}+ ){0,2}(?:mist|missen)|afscheid|vaarwel|dood|sterf|sterven|uit het leven|can't go on|give up|goodbye|dying|be gone",
]

/** He asks to be erased in words that may be of something worse. */
export const mayBeFarewell = (message: string) =>
  any(isSelfErasure, ...PARTING.map((each) => has(each)))(plain(message))

/** Who writes of another, or at length, tells more than what he wants with his data. */
export function tellsMore(message: string): boolean {
  const text = plain(message)
  return text.split(' ').length > FEW_WORDS || namesAnother(text)
}

const BETWEEN_PARTS =
  /[^\p{L}\p{N}'\s]+|\n|(?<!\p{L})(?:en|maar|want|dus|and|but|wis(?:sen)?|verwijder(?:en)?|vergeet|haal|gooi|vernietig(?:en)?|delete|erase|remove|forget)(?!\p{L})/iu
const SHORTEST_PART = 3

/** What stands in a message beside what he wants with his data, which the whole may hide. */
export const partsOf = (message: string) =>
  message
    .split(BETWEEN_PARTS)
    .map((part) => part.trim())
    .filter((part) => part.split(/\s+/u).length >= SHORTEST_PART)

function plain(message: string): string {
  return fold(message)
    .replaceAll(/[^\p{L}\p{N}'\s]/gu, ' ')
    .replaceAll(/\s+/gu, ' ')
    .trim()
}
