import { KeyIndex } from './key-index.ts'
import { LineSet } from './line-set.ts'
import type { Holder } from './record-holder.ts'

/** Whether another record has a value: only the account knows that a record id and an identifier name one record. */
export type Taken = 'yes' | 'perhaps' | 'no'

/** The values of a property that must be unique, as the rows of a file give them to records and take them away again. */
export class TakenValues {
  /** The line on which a value was given to a record last. */
  readonly #values = new KeyIndex()
  /** The line on which a record got its value last. */
  readonly #holders = new KeyIndex()
  /** Lines whose value is perhaps not that of their record: it has got another one, or their row may be lost. */
  readonly #doubtful = new LineSet()
  /** Lines of rows that name a record by its id, and of those that name none. */
  readonly #byId = new LineSet()
  readonly #byNone = new LineSet()
  readonly #lastBy = { id: 0, key: 0, new: 0 }

  /** The line on which somebody got the value; 0: on none. */
  lineOf(value: string): number {
    return this.#values.lineOf(value)
  }

  taken(value: string, own: Holder): Taken {
    const given = this.#values.lineOf(value)
    if (given === 0) return 'no'
    const isDoubtful = this.#doubtful.has(given)
    if (own.by !== 'new' && this.#holders.lineOf(own.text) === given) return isDoubtful ? 'perhaps' : 'no'
    // It may well be the same record, so nobody is warned.
    if (this.#isNamedOtherwise(given, own)) return 'no'
    return isDoubtful || this.#wasNamedOtherwise(given) ? 'perhaps' : 'yes'
  }

  take(value: string, own: Holder, { line, isDoubtful }: { line: number; isDoubtful: boolean }): void {
    const { by, text } = own
    const given = this.#values.lineOf(value)
    const before = by === 'new' ? 0 : this.#holders.lineOf(text)
    this.#lastBy[by] = line
    if (before !== 0 && before === given) return
    if (before !== 0) this.#doubtful.add(before)
    if (isDoubtful || this.#isNamedOtherwise(given, own)) this.#doubtful.add(line)
    this.#values.put(value, line)
    if (by === 'new') this.#byNone.add(line)
    else this.#holders.put(text, line)
    if (by === 'id') this.#byId.add(line)
  }

  /** The row of that line names its record by an id and this one by an identifier, or the other way round. */
  #isNamedOtherwise(given: number, { by }: Holder): boolean {
    if (given === 0 || by === 'new' || this.#byNone.has(given)) return false
    return this.#byId.has(given) !== (by === 'id')
  }

  /** A row after that line may be about its record without saying so, and may have given it another value. */
  #wasNamedOtherwise(given: number): boolean {
    if (this.#byNone.has(given)) return false
    return this.#lastBy[this.#byId.has(given) ? 'key' : 'id'] > given
  }
}
