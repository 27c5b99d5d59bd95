/** @type {CanvasRenderingContext2D} */
let canvas;

/**
 * How wide a text is in the font of the page. Figures stand below each other: all digits are as
 * wide as a zero.
 *
 * @param {string} text
 * @param {number} [size] of its letters, where those of the page are 1
 * @returns {number} pixels, where it is written in bold
 */
export function measureText(text, size = 1) {
    canvas ??= document.createElement("canvas").getContext("2d");
    const { fontFamily, fontSize } = getComputedStyle(document.body);
    canvas.font = `bold ${parseFloat(fontSize) * size}px ${fontFamily}`;
    return canvas.measureText(text.replace(/\d/g, "0")).width;
}
