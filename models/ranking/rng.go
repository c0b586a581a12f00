package ranking

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Random numbers. Every product is rounded by a conversion before it is added to anything: a processor that would fuse the two would
// else give another last bit, and in the end another answer. Logarithm and exponential are ours for the same reason.

// rng draws from a stream that its seed fixes: PCG-DXSM as math/rand/v2 specifies it.
type rng struct {
	pcg    *rand.PCG
	spare  float64
	spared bool
}

func newRNG(seed uint64) *rng { return &rng{pcg: rand.NewPCG(seed, 0x9e3779b97f4a7c15)} }

// uniform is above 0 and at most 1.
func (c *rng) uniform() float64 {
	return float64(float64(float64(c.pcg.Uint64()>>11)+0.5) * 0x1p-53)
}

// below is a whole number from 0 to n-1, for small n.
func (c *rng) below(n int) int {
	return int((c.pcg.Uint64() >> 32) * uint64(n) >> 32)
}

// normal draws from the standard normal distribution by Marsaglia's polar method.
func (c *rng) normal() float64 {
	if c.spared {
		c.spared = false
		return c.spare
	}
	for {
		u := float64(float64(2*c.uniform()) - 1)
		v := float64(float64(2*c.uniform()) - 1)
		s := float64(u*u) + float64(v*v)
		if s >= 1 || s == 0 {
			continue
		}
		f := math.Sqrt(float64(float64(-2*ln(s)) / s))
		c.spare, c.spared = float64(v*f), true
		return float64(u * f)
	}
}

// gamma draws from the gamma distribution of a shape and scale 1 by Marsaglia and Tsang's method.
func (c *rng) gamma(shape float64) float64 {
	if shape < 1 {
		g := c.gamma(shape + 1)
		return float64(g * exp(float64(ln(c.uniform())/shape)))
	}
	d := shape - 1.0/3
	k := float64(1 / math.Sqrt(float64(9*d)))
	for {
		x := c.normal()
		v := 1 + float64(k*x)
		if v <= 0 {
			continue
		}
		v = float64(float64(v*v) * v)
		u, xx := c.uniform(), float64(x*x)
		if u < 1-float64(0.0331*float64(xx*xx)) {
			return float64(d * v)
		}
		if ln(u) < float64(0.5*xx)+float64(d*float64(1-v+ln(v))) {
			return float64(d * v)
		}
	}
}

// scale is what the weights of one draw sum to, but for rounding: they are whole numbers, so that what follows is exact.
const scale = 1 << 24

// near draws weights from a Dirichlet distribution whose mean is today's weights; the concentration is the sum of its
// parameters.
func (c *rng) near(weights []int, concentration int, g []float64, out []int64) {
	for j, w := range weights {
		g[j] = c.gamma(float64(float64(w*concentration) / Whole))
	}
	share(g, out)
}

// ordinal draws uniformly from all weights that keep the order of today's. Where two are equal today, either may be larger.
func (c *rng) ordinal(byWeight [][]int, g []float64, out []int64) {
	for j := range g {
		g[j] = -ln(c.uniform())
	}
	slices.Sort(g)
	sorted := make([]int64, len(g))
	share(g, sorted)
	at := len(sorted)
	for _, equals := range byWeight {
		for n := len(equals); n > 0; n-- {
			k := c.below(n)
			equals[k], equals[n-1] = equals[n-1], equals[k]
			at--
			out[equals[n-1]] = sorted[at]
		}
	}
}

// share scales positive parts to whole weights. None is 0: a criterion with a weight counts in every draw.
func share(parts []float64, out []int64) {
	sum := 0.0
	for _, p := range parts {
		sum += p
	}
	if sum == 0 { // all parts too small for a float
		sum = 1
	}
	for j, p := range parts {
		out[j] = int64(float64(float64(p/sum)*scale)) + 1
	}
}

// groups gives the criteria by weight, the heaviest first, equals together.
func groups(weights []int) [][]int {
	at := make([]int, len(weights))
	for j := range at {
		at[j] = j
	}
	slices.SortStableFunc(at, func(a, b int) int { return weights[b] - weights[a] })
	var out [][]int
	for k, j := range at {
		if k == 0 || weights[j] != weights[at[k-1]] {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], j)
	}
	return out
}

const (
	ln2High = 6.93147180369123816490e-01
	ln2Low  = 1.90821492927058770002e-10
)

// ln is the natural logarithm of a positive number: FreeBSD's e_log.c, each product rounded.
func ln(x float64) float64 {
	frac, power := math.Frexp(x)
	if frac < math.Sqrt2/2 {
		frac, power = float64(frac*2), power-1
	}
	f, k := frac-1, float64(power)
	s := float64(f / (2 + f))
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	odd := float64(s2 * (6.666666666666735130e-01 +
		float64(s4*(2.857142874366239149e-01+float64(s4*(1.818357216161805012e-01+float64(s4*1.479819860511658591e-01)))))))
	even := float64(s4 * (3.999999999940941908e-01 + float64(s4*(2.222219843214978396e-01+float64(s4*1.531383769920937332e-01)))))
	half := float64(float64(0.5*f) * f)
	return float64(k*ln2High) - ((half - (float64(s*(half+(odd+even))) + float64(k*ln2Low))) - f)
}

// exp is e to the power of a number that is not positive: FreeBSD's e_exp.c, each product rounded.
func exp(x float64) float64 {
	if x < -700 {
		return 0
	}
	k := math.Trunc(float64(x*math.Log2E) - 0.5)
	high, low := x-float64(k*ln2High), float64(k*ln2Low)
	r := high - low
	t := float64(r * r)
	c := r - float64(t*(1.66666666666666657415e-01+
		float64(t*(-2.77777777770155933842e-03+
			float64(t*(6.61375632143793436117e-05+float64(t*(-1.65339022054652515390e-06+float64(t*4.13813679705723846039e-08)))))))))
	y := 1 - ((low - float64(float64(r*c)/(2-c))) - high)
	return math.Ldexp(y, int(k))
}
