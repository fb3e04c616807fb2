/** The bytes of a picture as they arrive, one or several buffers at a time. */
export type PictureBytes = AsyncIterable<Buffer | readonly Buffer[]>

/** Where posters are kept, each by a name that says what it is as content. */
export type Pictures = {
  /**
   * Takes a picture in and answers its name. One that is there already is not stored twice. Throws Failure BAD_IMAGE,
   * IMAGE_TOO_LARGE, NO_SPACE, and BUSY where too many are coming in; and what reading its bytes throws.
   */
  add(bytes: PictureBytes): Promise<string>
  /** Does `work`, which has something use the picture: it isn't removed meanwhile. Throws Failure NO_SUCH_IMAGE. */
  use<T>(name: string, work: () => Promise<T>): Promise<T>
}
