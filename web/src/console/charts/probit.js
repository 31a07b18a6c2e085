// The inverse of the normal distribution: where a rate lies on an axis of normal deviates.
//
// Acklam's rational approximation, error below 1.2e-9; plenty for a drawing.

const A = [-39.69683028665376, 220.9460984245205, -275.9285104469687, 138.357751867269, -30.66479806614716, 2.506628277459239];
const B = [-54.47609879822406, 161.5858368580409, -155.6989798598866, 66.80131188771972, -13.28068155288572];
const C = [-0.007784894002430293, -0.3223964580411365, -2.400758277161838, -2.549732539343734, 4.374664141464968, 2.938163982698783];
const D = [0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416];
const LOW = 0.02425;

const polynomial = (factors, at) => factors.reduce((sum, factor) => sum * at + factor, 0);

export function probit(rate) {
  if (rate < LOW) {
    const q = Math.sqrt(-2 * Math.log(rate));
    return polynomial(C, q) / (polynomial(D, q) * q + 1);
  }
  if (rate > 1 - LOW) {
    return -probit(1 - rate);
  }
  const q = rate - 0.5;
  const r = q * q;
  return (polynomial(A, r) * q) / (polynomial(B, r) * r + 1);
}
