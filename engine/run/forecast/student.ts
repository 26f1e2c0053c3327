/** Two-sided 95 % point of the standard normal distribution. */
export const Z95 = 1.959963984540054;

/**
 * Two-sided 95 % point of Student's t distribution, for any degrees of freedom from 1: G. W. Hill, "Algorithm 396: Student's
 * t-quantiles", Communications of the ACM 13 (1970), 619–620. Off by less than 0.1 % from 1.5 degrees on.
 */
export function student95(degrees: number): number {
  const n = Math.max(1, degrees);
  const tail = 0.05;
  if (n === 1) return 12.706204736432095;
  if (n === 2) return 4.302652729696142;
  const a = 1 / (n - 0.5);
  const b = 48 / (a * a);
  let c = ((20_700 * a) / b - 98) * a - 16 + 96.36;
  const d = ((94.5 / (b + c) - 3) / b + 1) * Math.sqrt((a * Math.PI) / 2) * n;
  const x = d * tail;
  let y = x ** (2 / n);
  if (y > 0.05 + a) {
    const normal = -Z95;
    y = normal * normal;
    if (n < 5) c += 0.3 * (n - 4.5) * (normal + 0.6);
    c = (((0.05 * d * normal - 5) * normal - 7) * normal - 2) * normal + b + c;
    y = (((((0.4 * y + 6.3) * y + 36) * y + 94.5) / c - y - 3) / b + 1) * -normal;
    y = a * y * y;
    y = y > 0.002 ? Math.exp(y) - 1 : 0.5 * y * y + y;
  } else {
    y =
      ((1 / (((n + 6) / (n * y) - 0.089 * d - 0.822) * (n + 2) * 3) + 0.5 / (n + 4)) * y - 1) *
        ((n + 1) / (n + 2)) +
      1 / y;
  }
  return Math.sqrt(n * y);
}
