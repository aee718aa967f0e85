export { type Connection, toConnection } from './connection.ts';
export {
  type CursorCodec,
  cursorOf,
  encodeCursor,
  idAlone,
  numberAlone,
  type Position,
  readCursor,
  readMoment,
  timeAndId,
} from './cursor.ts';
export { type Direction, keyset, keysetPage, type KeysetQuery, prismaKeyset } from './keyset.ts';
export { defaultPageSize, maxPageSize, type Page, type PageArguments, readPage } from './read-page.ts';
