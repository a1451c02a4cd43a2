/** Text from anywhere made fit for a terminal: nothing in it steers one, moves its cursor or turns its reading direction. */

const steering = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/** Writes line breaks, control and direction characters as `\u001b`. */
export function escapeControls(text: string): string {
  return text.replace(
    steering,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
