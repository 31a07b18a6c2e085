// The steps from the odds before to the odds after.
//
// In: a result. Out: one step a signal that was taken, the strongest first, the ceiling where one held the sum down,
// what was not taken, and the range of odds that shows it all.

const LEAST_RANGE = 3;
// What rounding and the share of unseen attacks take off an answer that is low anyway; below this no ceiling is meant.
const ROUNDING = 0.25;
const MOST_ODDS = 14;

export const oddsOf = (confidence) => {
  const share = Math.min(1 - 1e-7, Math.max(1e-7, confidence / 100));
  return Math.log(share / (1 - share));
};

export function stepsOf(result) {
  const taken = result.contributions.filter(({ reading }) => reading.raw !== undefined);
  const untaken = result.contributions.filter(({ reading }) => reading.raw === undefined);
  const ordered = [...taken].sort((one, other) => Math.abs(addedBy(other)) - Math.abs(addedBy(one)));
  const said = oddsOf(result.confidence);
  // Results of an older server do not tell where they started; what is left of the end is as good.
  const prior = result.priorLogOdds ?? said - taken.reduce((sum, one) => sum + addedBy(one), 0);
  let at = prior;
  const steps = ordered.map((contribution) => {
    const from = at;
    at += addedBy(contribution);
    return {
      kind: 'signal',
      name: contribution.signal,
      from,
      to: at,
      reading: contribution.reading.raw,
      weight: contribution.weight,
      ratio: contribution.logLikelihoodRatio,
      reason: contribution.reason,
    };
  });
  const isHeld = at > said + ROUNDING && Math.abs(said) < MOST_ODDS;
  if (isHeld) {
    steps.push({ kind: 'ceiling', name: 'ceiling', from: at, to: said });
  }
  const end = isHeld ? said : at;
  const places = [0, prior, end, ...steps.map(({ to }) => to)];
  const least = Math.min(-LEAST_RANGE, ...places);
  const most = Math.max(LEAST_RANGE, ...places);
  const margin = (most - least) * 0.04;
  return { prior, steps, untaken, end, isHeld, range: { least: least - margin, most: most + margin } };
}

const addedBy = ({ added, weight, logLikelihoodRatio }) => added ?? weight * logLikelihoodRatio;
