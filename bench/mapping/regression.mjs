/** Logistic regression with a ridge penalty, by Newton's method; `offset` is added as it is. Returns bias and weights. */
export function fitLogistic(rows, { ridge, iterations = 25 }) {
  const size = rows[0].features.length + 1
  const weights = new Float64Array(size)
  for (let step = 0; step < iterations; step += 1) {
    const gradient = new Float64Array(size)
    const hessian = Array.from({ length: size }, () => new Float64Array(size))
    for (const { features, right, weight, offset = 0 } of rows) {
      const x = [1, ...features]
      const p = 1 / (1 + Math.exp(-x.reduce((sum, value, at) => sum + value * weights[at], offset)))
      const slope = Math.max(1e-6, p * (1 - p)) * weight
      for (let i = 0; i < size; i += 1) {
        if (x[i] === 0) continue
        gradient[i] += weight * x[i] * (right - p)
        for (let j = 0; j <= i; j += 1) hessian[i][j] += slope * x[i] * x[j]
      }
    }
    for (let i = 0; i < size; i += 1) {
      if (i > 0) gradient[i] -= ridge * weights[i]
      hessian[i][i] += i > 0 ? ridge : 1e-6
      for (let j = 0; j < i; j += 1) hessian[j][i] = hessian[i][j]
    }
    const move = solve(hessian, gradient)
    let largest = 0
    for (let i = 0; i < size; i += 1) {
      weights[i] += move[i]
      largest = Math.max(largest, Math.abs(move[i]))
    }
    if (largest < 1e-6) break
  }
  return { bias: weights[0], weights: [...weights.slice(1)] }
}

function solve(matrix, vector) {
  const size = vector.length
  const rows = matrix.map((row, at) => [...row, vector[at]])
  for (let pivot = 0; pivot < size; pivot += 1) {
    let best = pivot
    for (let row = pivot + 1; row < size; row += 1)
      if (Math.abs(rows[row][pivot]) > Math.abs(rows[best][pivot])) best = row
    ;[rows[pivot], rows[best]] = [rows[best], rows[pivot]]
    for (let row = pivot + 1; row < size; row += 1) {
      const factor = rows[row][pivot] / rows[pivot][pivot]
      if (factor === 0) continue
      for (let column = pivot; column <= size; column += 1) rows[row][column] -= factor * rows[pivot][column]
    }
  }
  const result = new Float64Array(size)
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = rows[row][size]
    for (let column = row + 1; column < size; column += 1) sum -= rows[row][column] * result[column]
    result[row] = sum / rows[row][row]
  }
  return result
}
