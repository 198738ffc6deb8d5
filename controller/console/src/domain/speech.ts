// How long a text will be about, before it is spoken. Pure.

/** As the controller's own voice speaks at its usual pace; what is between sentences is in it. */
const msPerHan = 300;
const msPerLetter = 70;
const msPerDigit = 300;

/** Rough by nature: the clip that is made tells the truth. */
export function speechMs(text: string): number {
  const count = (kind: RegExp): number => text.match(kind)?.length ?? 0;
  return msPerHan * count(/\p{Script=Han}/gu) + msPerLetter * count(/\p{Script=Latin}/gu) + msPerDigit * count(/\p{Nd}/gu);
}
