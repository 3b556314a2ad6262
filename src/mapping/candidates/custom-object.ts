import type { FileView } from '../analysis/file-view.ts'
import type { PropertyIndex } from './property-index.ts'

/** From this share of columns that are named like its properties a file is about the object. */
const MIN_SHARE = 0.6
const MIN_COLUMNS = 2

/** The custom object of the account that the rows are, if they are one: named by the file, or by its headers. */
export function customObjectOf(
  file: FileView,
  index: PropertyIndex,
  objectTypeIds: readonly string[],
): string | undefined {
  const wanted = objectTypeIds.filter((id) => index.customObjects.some((object) => object.objectTypeId === id))
  if (wanted.length > 0 && wanted.length === objectTypeIds.length) return wanted[0]
  const shares = index.customObjects.map(({ objectTypeId, keys }) => {
    const named = keys.some((key) => key.length > 2 && file.fileNameKey.includes(key))
    const columns = file.columns.filter(({ header }) =>
      index.byKey(header.key).some((known) => known.objectTypeId === objectTypeId),
    )
    return { objectTypeId, columns: columns.length, share: columns.length / Math.max(1, file.columns.length), named }
  })
  const [best] = shares
    .filter(({ columns, share, named }) => columns >= (named ? 1 : MIN_COLUMNS) && (named || share >= MIN_SHARE))
    .sort((left, right) => right.share - left.share)
  return best?.objectTypeId
}
