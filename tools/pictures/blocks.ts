/** A part of the page: what is drawn when it begins at `y`, and how much of the page it takes. */
export interface Block {
  height: number;
  draw(y: number): string[];
}

export const WIDTH = 1180;
export const MARGIN = 24;
export const LINE = 21;
