const nearPx = 80;

/** So far down in a list that its next page is wanted. */
export const nearEnd = (box: Pick<HTMLElement, 'scrollTop' | 'clientHeight' | 'scrollHeight'>): boolean => box.scrollTop + box.clientHeight > box.scrollHeight - nearPx;
