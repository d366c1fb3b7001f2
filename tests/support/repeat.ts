/** Does something again and again, one after the other, until told; answers how often. */
export function repeat(work: (round: number) => Promise<void>): { stop(): Promise<number> } {
  let going = true;
  const rounds = (async () => {
    let round = 0;
    for (; going; round++) await work(round);
    return round;
  })();
  rounds.catch(() => undefined); // Told by stop(), which may come much later.
  return {
    stop() {
      going = false;
      return rounds;
    },
  };
}
