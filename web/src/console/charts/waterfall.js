// The steps from the odds before to the odds after, as the server reports them.
//
// In: a result. Out: one step for each signal that was measured, the ceiling where one held the sum down, what was not
// measured, and the range of odds that shows it all. Never: ranks, or guesses what held an answer back.

const LEAST_RANGE = 3;

export const oddsOf = (confidence) => {
  const share = Math.min(1 - 1e-7, Math.max(1e-7, confidence / 100));
  return Math.log(share / (1 - share));
};

export function stepsOf(result) {
  const taken = result.contributions.filter(({ reading }) => reading.raw !== undefined);
  const untaken = result.contributions.filter(({ reading }) => reading.raw === undefined);
  // Results of an older server do not say where they began.
  const prior = result.priorLogOdds ?? 0;
  let at = prior;
  const steps = taken.map((contribution) => {
    const from = at;
    at += contribution.added;
    return { kind: 'signal', name: contribution.signal, from, to: at, contribution };
  });
  const { ceiling } = result;
  if (ceiling) {
    const from = at;
    at -= ceiling.logOddsTaken;
    steps.push({ kind: 'ceiling', name: 'ceiling', from, to: at, reason: ceiling.reason });
  }
  const places = [0, prior, at, ...steps.map(({ to }) => to)];
  const least = Math.min(-LEAST_RANGE, ...places);
  const most = Math.max(LEAST_RANGE, ...places);
  const margin = (most - least) * 0.04;
  return { prior, steps, untaken, end: at, isHeld: Boolean(ceiling), range: { least: least - margin, most: most + margin } };
}
