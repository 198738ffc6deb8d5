// Texts from outside beside other words. Pure.

const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A character that turns round what follows it is shown as one that cannot be shown: digits after a name must be read as they are. */
export const plain = (text: string): string => text.replace(turning, '\ufffd');
