/** Sizes of the planning table in pixels; grid.scss has those of rows and headers, too. */
export const ROW_HEIGHT = 36;
export const HEAD_HEIGHT = 34;
export const NAME_WIDTH = { tiny: 150, narrow: 200, wide: 272, spare: 96 };
/** Tables that are narrower than this have the narrow names. */
export const NARROW = 900;
/** Phones: figures of rows stand beside even narrower names. */
export const TINY = 480;
