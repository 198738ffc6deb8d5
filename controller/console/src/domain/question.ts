// What a form has asked the controller, and what came back. Pure.

export interface Asked<Answer> {
  answer: Answer | null;
  error: unknown;
  busy: boolean;
}

export const notAsked: Asked<never> = { answer: null, error: null, busy: false };

/** An answer counts only as long as the form says what it said when it asked: what was changed since must never be signed as it was. */
export class Question<Answer> {
  private state: Asked<Answer> = notAsked;
  private round = 0;

  constructor(private readonly tell: (state: Asked<Answer>) => void) {}

  async ask(act: () => Promise<Answer>): Promise<void> {
    const mine = ++this.round;
    const ifLatest = (state: Asked<Answer>): void => {
      if (mine === this.round) this.set(state);
    };
    this.set({ ...this.state, error: null, busy: true });
    await act().then((answer) => ifLatest({ answer, error: null, busy: false }), (error: unknown) => ifLatest({ answer: null, error, busy: false }));
  }

  /** The form has changed. What was wrong with it before stays to be read until it asks again. */
  forget(): void {
    ++this.round;
    this.set({ answer: null, error: this.state.error, busy: false });
  }

  private set(state: Asked<Answer>): void {
    this.state = state;
    this.tell(state);
  }
}
