import { cookie } from "@web/core/browser/cookie";
import { getCustomColor } from "@web/core/colors/colors";

/** Light or dark, as the user has chosen: what is drawn on a canvas knows no style sheet. */
export const scheme = cookie.get("color_scheme");
export const TEXT = getCustomColor(scheme, "#111827", "#E4E4E4");
export const GRID = getCustomColor(scheme, "rgba(0,0,0,.1)", "rgba(255,255,255,.15)");
export const LOSS = getCustomColor(scheme, "#d44c59", "#e0727d");
export const GAIN = getCustomColor(scheme, "#2f9e6e", "#4fbf8f");
export const QUIET = getCustomColor(scheme, "#8f96a3", "#9aa3b2");
