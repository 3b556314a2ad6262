import ar from './ar.json' with { type: 'json' }
import bg from './bg.json' with { type: 'json' }
import ca from './ca.json' with { type: 'json' }
import cs from './cs.json' with { type: 'json' }
import da from './da.json' with { type: 'json' }
import de from './de.json' with { type: 'json' }
import el from './el.json' with { type: 'json' }
import en from './en.json' with { type: 'json' }
import es from './es.json' with { type: 'json' }
import et from './et.json' with { type: 'json' }
import fi from './fi.json' with { type: 'json' }
import fr from './fr.json' with { type: 'json' }
import he from './he.json' with { type: 'json' }
import hr from './hr.json' with { type: 'json' }
import hu from './hu.json' with { type: 'json' }
import id from './id.json' with { type: 'json' }
import it from './it.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }
import ko from './ko.json' with { type: 'json' }
import lt from './lt.json' with { type: 'json' }
import lv from './lv.json' with { type: 'json' }
import nb from './nb.json' with { type: 'json' }
import nl from './nl.json' with { type: 'json' }
import pl from './pl.json' with { type: 'json' }
import pt from './pt.json' with { type: 'json' }
import ro from './ro.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }
import sk from './sk.json' with { type: 'json' }
import sl from './sl.json' with { type: 'json' }
import sv from './sv.json' with { type: 'json' }
import th from './th.json' with { type: 'json' }
import tr from './tr.json' with { type: 'json' }
import uk from './uk.json' with { type: 'json' }
import vi from './vi.json' with { type: 'json' }
import zh from './zh.json' with { type: 'json' }

/** Phrases by meaning; `@` entity, `+` qualifier, `=` person, `~` words that say nothing. */
export type WordTable = Readonly<Record<string, readonly string[]>>

/** One table a language, the common ones first. */
export const WORD_TABLES: readonly (readonly [language: string, table: WordTable])[] = [
  ['en', en],
  ['de', de],
  ['fr', fr],
  ['es', es],
  ['pt', pt],
  ['it', it],
  ['nl', nl],
  ['ja', ja],
  ['ar', ar],
  ['bg', bg],
  ['ca', ca],
  ['cs', cs],
  ['da', da],
  ['el', el],
  ['et', et],
  ['fi', fi],
  ['he', he],
  ['hr', hr],
  ['hu', hu],
  ['id', id],
  ['ko', ko],
  ['lt', lt],
  ['lv', lv],
  ['nb', nb],
  ['pl', pl],
  ['ro', ro],
  ['ru', ru],
  ['sk', sk],
  ['sl', sl],
  ['sv', sv],
  ['th', th],
  ['tr', tr],
  ['uk', uk],
  ['vi', vi],
  ['zh', zh],
]
