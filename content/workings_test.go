package content

import "math"

// workings are, by question, how its numbers come about.
func workings() []working {
	return []working{
		// Day 25.
		{"d25-rare-change-ttl-mc", func(c *claims) { c.says("8", 100*30.0/365) }},
		{"d25-online-memory", func(c *claims) {
			perKey := 100 + 40*(8.0+12)
			c.says("900", perKey)
			c.says("27", 30e6*perKey/1e9)
			c.says("54", 2*30e6*perKey/1e9)
			c.says("72", 2*30e6*perKey/1e9/0.75)
			c.says("320", 40*8.0)
			c.says("9.6", 30e6*40*8/1e9)
			c.says("67.5", 54*1.25)
			c.says("80", 100*54/67.5)
			c.value(2 * 30e6 * perKey / 1e9 / 0.75)
		}},
		{"d25-hot-key", func(c *claims) { c.says("36", (11*30.0+97)/12) }},
		{"d25-backfill-hours", func(c *claims) {
			c.says("45.6", 730.0/16)
			c.says("46", math.Ceil(730.0/16))
			c.says("552", math.Ceil(730.0/16)*12)
			c.says("9.2", math.Ceil(730.0/16)*12/60)
			c.says("146", 730.0*12/60)
			c.value(math.Ceil(730.0/16) * 12 / 60)
		}},
		// Day 26.
		{"d26-hour-circle-mc", func(c *claims) {
			c.says("0.26", 2*math.Sin(math.Pi/24))
			c.says("2", 2*math.Sin(math.Pi*12/24))
			c.says("0.5", math.Sin(2*math.Pi*2/24))
			c.says("0.5", math.Sin(2*math.Pi*10/24))
		}},
		{"d26-hashed-words", func(c *claims) { c.says("9", 100*(1-math.Pow(1-1/math.Pow(2, 20), 99999))) }},
		{"d26-missing-limit", func(c *claims) {
			sd := math.Sqrt(0.02 * 0.98 / 10000)
			c.says("0.0014", sd)
			c.says("0.14", 100*sd)
			c.says("0.14", math.Sqrt(0.02*0.98))
			c.says("2.42", 2+300*sd)
			c.says("0.7", 100*math.Sqrt(0.02*0.98/400))
			c.says("4.1", 2+300*math.Sqrt(0.02*0.98/400))
			c.value(2 + 300*sd)
		}},
		{"d26-smallest-lag", func(c *claims) { c.says("9", 7.0+2); c.says("14", 7*math.Ceil(9.0/7)); c.value(7.0 + 2) }},
		{"d26-shifted-columns-mc", func(c *claims) { c.says("17", 24.0-7) }},
		// Day 27.
		{"d27-two-seasons", func(c *claims) { day := 24 * 60 / 15.0; c.says("96", day); c.says("672", 7*day) }},
		{"d27-order-quantile", func(c *claims) { q := 1.80 / (1.80 + 0.60); c.says("0.75", q); c.says("75", 100*q); c.value(196) }},
		{"d27-hierarchy-adds-up", func(c *claims) { c.says("413", 400+12+1) }},
		{"d27-level-shift", func(c *claims) { c.says("1.35", 1+35/100.0); c.says("1,095", 3*365) }},
		// Day 28.
		{"d28-cusum-shift", func(c *claims) {
			normal := func(z float64) float64 { return 0.5 * math.Erfc(z/math.Sqrt2) }
			beyond := normal(3-1) + normal(3+1)
			c.says("2.3", 100*beyond)
			c.says("44", 1/beyond)
			c.says("22", 1/(2*normal(2)))
			c.says("370", 1/(2*normal(3)))
			c.says("3.5", 4-0.5)
			// Average run length of a one-sided CUSUM (allowance 0.5, limit 5) by a Markov chain of 80 states.
			run := func(shift float64) float64 {
				const n, k, h = 80, 0.5, 5.0
				w := 2 * h / (2*n - 1)
				below := func(x float64) float64 { return 1 - normal(x+k-shift) }
				var a [n][n + 1]float64
				for i := range a {
					for j := 0; j < n; j++ {
						p := below((float64(j-i) + 0.5) * w)
						if j > 0 {
							p -= below((float64(j-i) - 0.5) * w)
						}
						a[i][j] = -p
					}
					a[i][i]++
					a[i][n] = 1
				}
				for c := 0; c < n; c++ {
					for r := 0; r < n; r++ {
						if r == c {
							continue
						}
						f := a[r][c] / a[c][c]
						for j := c; j <= n; j++ {
							a[r][j] -= f * a[c][j]
						}
					}
				}
				return a[0][n] / a[0][0]
			}
			c.says("10", run(1))
			c.says("465", run(0)/2)
		}},
		{"d28-cost-threshold", func(c *claims) {
			saving := 0.75 * 8000
			c.says("6,000", saving)
			c.says("25", saving/240)
			c.says("3", 100*240.0/8000)
			c.value(100 * 240 / saving)
		}},
		{"d28-event-recall-mc", func(c *claims) {
			minutes := 300 + 9*3.0
			c.says("327", minutes)
			c.says("27", 9*3)
			c.says("91", 100*297/minutes)
			c.says("10", 100*1.0/10)
		}},
		{"d28-late-events", func(c *claims) { c.says("3", 100-97) }},
		{"d28-irrelevant-features", func(c *claims) {
			c.says("36", 6*6)
			c.says("7", math.Sqrt(8*6))
			c.says("40", math.Sqrt(8*200))
			c.says("194", 200-6)
		}},
		// Day 29.
		{"d29-index-memory", func(c *claims) {
			vector, links := 128*4.0, 32*4.0
			gb := 15e6 * (vector + links) / 1e9
			c.says("512", vector)
			c.says("640", vector+links)
			c.says("9.6", gb)
			c.says("19.2", 2*gb)
			c.says("256", 128+links)
			c.says("3.84", 15e6*(128+links)/1e9)
			c.says("7.68", 15e6*vector/1e9)
			c.value(gb)
		}},
		{"d29-batch-or-request", func(c *claims) {
			c.says("3", 100*1.2/40)
			c.says("97", 100-100*1.2/40)
			c.says("12", 1.2*10)
		}},
		{"d29-sampled-negatives", func(c *claims) {
			c.says("50,000", 500000*10/100.0)
			c.says("101", 100+1)
		}},
		{"d29-clicks-not-kept", func(c *claims) {
			c.says("80", 100-20)
			c.says("77", 100-23)
			c.says("4", 100*(1-77.0/80))
		}},
		// Day 30.
		{"d30-oob-trees", func(c *claims) {
			out := math.Pow(1-1/50000.0, 50000)
			c.says("0.368", out)
			c.says("221", 600*out)
			c.says("37", 100*out)
			c.value(600 * out)
		}},
		{"d30-hard-soft-vote", func(c *claims) { c.says("1.70", 0.9+0.4+0.4); c.says("0.57", (0.9+0.4+0.4)/3) }},
		{"d30-cascade-cores", func(c *claims) {
			mean := 3 + 0.15*60
			busy := 2000 * mean / 1000
			c.says("12", mean)
			c.says("24", busy)
			c.says("63", 3+60)
			c.says("200", 2000*0.060/0.6)
			c.says("210", 2000*0.063/0.6)
			c.says("70", 2000*(0.003+0.3*0.060)/0.6)
			c.value(busy / 0.6)
		}},
		{"d30-overfit-knobs", func(c *claims) { c.says("20", 20000/1023.0) }},
		{"d30-member-missing", func(c *claims) { c.says("0.5", 0.2+0.2+0.1) }},
		{"d30-weighted-score", func(c *claims) { odds := 1 / 20.0; c.says("4.8", 100*odds/(1+odds)) }},
		// Day 31.
		{"d31-explain-nightly", func(c *claims) {
			rows := 1000 * 100.0
			c.says("2", rows/50000)
			c.says("50", 12000*rows/50000/8/60)
			c.says("5", 12000*1000*10.0/50000/8/60)
			c.value(12000 * rows / 50000 / 8 / 60)
		}},
		{"d31-twenty-people-mc", func(c *claims) {
			se := math.Sqrt(0.75 * 0.25 / 20)
			c.says("75", 100*15.0/20)
			c.says("0.097", se)
			c.says("19", 100*1.96*se)
			c.says("56", 100*(0.75-1.96*se))
			c.says("94", 100*(0.75+1.96*se))
			c.says("1.9", 100*math.Sqrt(0.75*0.25/500))
		}},
		{"d31-shapley-by-hand", func(c *claims) {
			debt := ((30.0 - 10) + (60 - 20)) / 2
			job := ((20.0 - 10) + (60 - 30)) / 2
			c.says("30", debt)
			c.says("20", job)
			c.says("50", debt+job)
			c.says("40", 60.0-20)
			c.says("70", 60.0-20+60-30)
			c.value(debt)
		}},
		// Day 32.
		{"d32-one-round-trip-mc", func(c *claims) { c.says("40", 40*1) }},
		{"d32-feature-age", func(c *claims) {
			c.value(60 + 12)
			c.says("72", 60+12)
			c.says("42", (12.0+72.0)/2)
			c.says("132", 2*60+12)
		}},
		{"d32-payback", func(c *claims) {
			c.value(240000.0 / (38000 - 8000))
			c.says("6.3", 240000.0/38000)
			c.says("12", 240000.0/(28000-8000))
		}},
		{"d32-whom-to-offer-mc", func(c *claims) {
			c.says("3", 100*12.0/400)
			c.says("28", 0.07*400)
			c.says("16", 0.04*400)
			c.says("4", 0.01*400)
			c.says("2", 0.005*400)
		}},
		{"d32-recall-in-euros", func(c *claims) {
			c.says("250,000", (0.65-0.60)*5000000)
			c.says("50,000", 0.01*5000000)
			c.says("20", 0.05*400)
		}},
		{"d32-finance-gap", func(c *claims) { c.says("6,000", 10000*(1-0.4)) }},
		{"d32-label-clock", func(c *claims) { c.says("31", 1+60-30); c.says("29", 30+60-30-31); c.says("29", 30+60-31-30) }},
		{"d32-week-six", func(c *claims) {
			c.says("1,550", 0.31*5000)
			c.says("1,500", 0.30*5000)
			c.says("50", (0.31-0.30)*5000)
			c.says("0.9", 100*math.Sqrt(0.31*0.69/5000+0.30*0.70/5000))
		}},
		// Day 33.
		{"d33-blue-green", func(c *claims) { c.says("24", 2*12) }},
		{"d33-slow-scans-mc", func(c *claims) {
			scans := 0.05 * 900
			mean := 0.95*20 + scans
			c.says("45", scans)
			c.says("64", mean)
			c.says("39", 100*0.55*scans/mean)
			c.says("0.39", 0.55*scans/mean)
			c.says("15", 100*math.Pow(0.55*scans/mean, 2))
		}},
		{"d33-zone-replicas", func(c *claims) {
			flight := 1800 * 0.07
			need := math.Ceil(flight / 12)
			zone := math.Ceil(need / 2)
			c.says("126", flight)
			c.says("10.5", flight/12)
			c.says("11", need)
			c.says("5.5", need/2)
			c.says("18", 3*zone)
			c.says("7", flight/(3*zone))
			c.says("10.5", flight/(2*zone))
			c.says("14", 1/0.07)
			c.value(3 * zone)
		}},
		{"d33-cache-hit-rate", func(c *claims) {
			c.value(100 * (1 - 6000.0/24000))
			c.says("75", 100*(1-6000.0/24000))
			c.says("2,400", 24000*0.1)
			c.says("4,800", 24000*0.2)
		}},
		{"d33-near-saturation-mc", func(c *claims) {
			c.says("20", 10/(1-0.5))
			c.says("100", 10/(1-0.9))
			c.says("200", 10/(1-0.95))
			c.says("36", 20*0.9/0.5)
			c.says("1.8", 0.9/0.5)
		}},
		{"d33-retry-storm", func(c *claims) { c.says("2.8", 4*0.7) }},
		{"d33-int8-decision", func(c *claims) {
			flips := 0.006 * 1e6
			c.says("6,000", flips)
			c.says("1.50", 9000/flips)
		}},
		{"d33-closed-loop-mc", func(c *claims) {
			rate := 40 / 0.04
			n := 98 * rate
			c.says("1,000", rate)
			c.says("98,000", n)
			c.says("0.04", 100*40/n)
			c.says("2,000", 2*1000)
			c.says("2", 100*2000.0/100000)
		}},
		{"d33-copied-model", func(c *claims) { c.says("21", 20+1) }},
		// Day 34.
		{"d34-sessions-or-users-mc", func(c *claims) {
			deff := 1 + 19*0.1
			z := 2.5758 / math.Sqrt(deff)
			c.says("20", 2000000.0/100000)
			c.says("2.9", deff)
			c.says("1.7", math.Sqrt(deff))
			c.says("2.58", 2.5758)
			c.says("1.51", z)
			c.says("0.13", math.Erfc(z/math.Sqrt2))
			c.says("0.01", math.Erfc(2.5758/math.Sqrt2))
		}},
		{"d34-days-needed", func(c *claims) {
			n := 16 * 0.05 * 0.95 / (0.005 * 0.005)
			c.value(2 * n / 4000)
			c.says("30,400", n)
			c.says("60,800", 2*n)
			c.says("15.2", 2*n/4000)
			c.says("7.6", n/4000)
		}},
		{"d34-break-even-lift", func(c *claims) {
			margin := 3000000 * 0.04 * 25
			c.value(100 * 90000 / margin)
			c.says("120,000", 3000000*0.04)
			c.says("3,600", 90000.0/25)
			c.says("4.12", 100*(3000000*0.04+90000.0/25)/3000000)
			c.says("0.12", 4*90000/margin)
		}},
		{"d34-lucky-segment", func(c *claims) {
			c.says("1.2", 24*0.05)
			c.says("71", 100*(1-math.Pow(0.95, 24)))
			c.says("38", 100*(1-math.Pow(0.98, 24)))
			c.says("0.002", 0.05/24)
		}},
		// Day 35.
		{"d35-cache-growth-num", func(c *claims) {
			first := 2000 * 40.0 / 1000
			week := 0.05 * 2000 * 40 / 1000
			c.value(first + 12*week)
			c.says("80", first)
			c.says("4", week)
			c.says("100", 0.05*2000)
			c.says("1,900", 0.95*2000)
			c.says("128", first+12*week)
			c.says("1,040", 13*first)
		}},
		{"d35-rates-impact", func(c *claims) { c.says("7", 9+30-1-31) }}, // last day of the 30-day window of 9 March = 7 April
		{"d35-keep-rebuild-num", func(c *claims) {
			keep, rebuild := 400*0.02*24, 30*2.0
			c.value(keep / rebuild)
			c.says("192", keep)
			c.says("60", rebuild)
			c.says("3.2", keep/rebuild)
		}},
		{"d35-best-of-200", func(c *claims) {
			e := 0.0 // expected maximum of 200 standard normal draws
			for x := -8.0; x < 8; x += 0.001 {
				pdf, cdf := math.Exp(-x*x/2)/math.Sqrt(2*math.Pi), 0.5*(1+math.Erf(x/math.Sqrt2))
				e += x * 200 * pdf * math.Pow(cdf, 199) * 0.001
			}
			c.says("2.75", e)
			c.says("0.0055", 0.002*e)
			c.says("0.005", 0.871-0.866)
		}},
		// Day 36.
		{"d36-canary-length-num", func(c *claims) {
			perMin := 0.05 * 1200
			n := 1.96 * 1.96 * 0.2 * 0.8 / (0.01 * 0.01)
			c.value(n / perMin)
			c.says("60", perMin)
			c.says("3.84", 1.96*1.96)
			c.says("6,147", n)
			c.says("6,400", 4*0.16/0.0001)
			c.says("102", n/perMin)
			c.says("107", 6400/60.0)
			c.says("19", 0.95/0.05)
			c.says("1.03", math.Sqrt(1+1.0/19))
			c.says("300", 5*perMin) // 300 requests: half-width over 4 points
			c.says("4", math.Floor(100*1.96*math.Sqrt(0.2*0.8/300)))
		}},
		{"d36-blast-radius-num", func(c *claims) {
			rate, secs := 40*0.10, (12+3)*60.0
			c.value(rate * secs * 0.06)
			c.says("900", secs)
			c.says("3,600", rate*secs)
			c.says("216", rate*secs*0.06)
			c.says("2,160", 40*secs*0.06)
			c.says("1.5", 3.0/2)
			c.says("6", 12.0/2)
		}},
		{"d36-retry-rows-mc", func(c *claims) { c.says("3.2", 1.2+2.0) }},
		// Day 37.
		{"d37-psi-by-hand", func(c *claims) {
			c.says("0.022", -0.1*-0.22)
			c.says("0.041", 0.1*0.41)
			c.says("0.063", -0.1*-0.22+0.1*0.41)
			c.says("-0.22", math.Log(0.8))
			c.says("0.41", math.Log(1.5))
			c.says("0.09", 9.0/100)
			c.value((0.4-0.5)*math.Log(0.4/0.5) + (0.3-0.2)*math.Log(0.3/0.2))
		}},
		{"d37-mean-of-p99-mc", func(c *claims) {
			c.says("118", (9*50+730)/10.0)
			c.says("5", 100*0.1*0.5)
			c.says("0.2", 100*0.1*0.02)
		}},
		{"d37-budget-days", func(c *claims) {
			burn := 0.5 / (100 - 99.9)
			c.says("5", burn)
			c.value(30 / burn)
			c.says("2", 100*14.4*1/(30*24))
			c.says("5", 100*6.0*6/(30*24))
			c.says("10", 100*1.0*3/30)
			c.says("100", (1.0/10)/0.001)
		}},
		{"d37-label-cardinality", func(c *claims) { c.says("14", 12+2); c.says("2.8", 200000*14/1e6) }},
		{"d37-falling-precision-mc", func(c *claims) {
			c.says("1,600", 0.8*2000)
			c.says("1,960", 0.02*98000)
			c.says("45", 100*1600.0/(1600+1960))
			c.says("800", 0.8*1000)
			c.says("1,980", 0.02*99000)
			c.says("29", 100*800.0/(800+1980))
		}},
		{"d37-when-to-retrain", func(c *claims) {
			cost := func(t float64) float64 { return 4000*t + 3000/t }
			c.says("90", cost(1.0/30)/1000)
			c.says("13", cost(3)/1000)
			c.says("7", cost(1)/1000)
			c.says("26", 30*math.Sqrt(3000.0/4000))
		}},
		// Day 38.
		{"d38-sixty-draws", func(c *claims) {
			p := 1 - math.Pow(0.95, 60)
			c.says("0.36", math.Pow(0.95, 20))
			c.says("0.05", math.Pow(0.95, 60))
			c.says("0.047", math.Pow(0.36, 3))
			c.says("0.953", 1-math.Pow(0.36, 3))
			c.says("0.954", p)
			c.says("95", 100*p)
			c.says("6", 100*(1-math.Pow(0.999, 60)))
			c.value(100 * p)
		}},
		{"d38-weekly-search-bill", func(c *claims) {
			hours := 300.0 * 5 * 6 / 60
			search := hours * 4
			c.says("1,500", 300.0*5)
			c.says("9,000", 300.0*5*6)
			c.says("150", hours)
			c.says("600", search)
			c.says("4,800", search*8)
			c.says("0.40", 6.0/60*4)
			c.says("19,200", search*8*4)
			c.says("31,200", search*52)
			c.says("249,600", search*8*52)
			c.value(search * 8 * 52)
		}},
		{"d38-metric-top500-mc", func(c *claims) {
			c.says("99.8", 100*(1-200.0/100000))
			c.says("0.2", 100*200.0/100000)
			c.says("99,500", 100000.0-500)
		}},
		// Day 39.
		{"d39-prediction-log", func(c *claims) {
			day := 400 * 2.5 * 86400 / 1e6
			c.says("1,000", 400*2.5)
			c.says("86,400", 24.0*3600)
			c.says("86.4", day)
			c.says("7,776", day*90)
			c.value(day * 90)
		}},
		{"d39-sixty-endpoints", func(c *claims) { c.says("480", 60.0*2*4) }},
		{"d39-night-latency", func(c *claims) {
			c.says("56,000", math.Round(400e6/(2*3600)/1000)*1000)
			c.says("7,000", math.Round(400e6/(16*3600)/1000)*1000)
		}},
		{"d39-critical-path-mc", func(c *claims) {
			c.says("7", math.Max(4+3, 6))
			c.says("6", math.Max(1+3, 6))
		}},
		{"d39-breakeven-releases", func(c *claims) {
			saved := float64((60 - 10) * 75)
			c.says("50", 60.0-10)
			c.says("3,750", saved)
			c.says("4,500", 60.0*75)
			c.says("33", 150000/(60.0*75))
			c.says("40", 150000/saved)
			c.value(150000 / saved)
		}},
		// Day old.
		{"d26-selection-before-cv", func(c *claims) {
			// The correlation that two of 5,000 noise features exceed on 200 rows (Fisher's z, by halving).
			low, high := 0.0, 1.0
			for range 60 {
				r := (low + high) / 2
				if 5000*math.Erfc(math.Atanh(r)*math.Sqrt(200-3)/math.Sqrt2) > 2 {
					low = r
				} else {
					high = r
				}
			}
			c.says("0.25", low)
		}},
		{"d27-local-or-global", func(c *claims) { c.says("150,000", 3000*50) }},
		{"d28-base-rate-mc", func(c *claims) {
			fraud := 1e6 / 10000
			honest := 1e6 - fraud
			found, wrong := 0.99*fraud, 0.01*honest
			c.says("100", fraud)
			c.says("999,900", honest)
			c.says("99", found)
			c.says("9,999", wrong)
			c.says("10,098", found+wrong)
			c.says("0.98", 100*found/(found+wrong))
			c.says("1", 100*found/(found+wrong))
			c.says("9", 100*found/(found+wrong/10))
			c.says("0.01", 100/10000.0)
		}},
		{"d28-masking-mc", func(c *claims) { c.says("9", 10-1); c.says("2.85", 9/math.Sqrt(10)) }},
		{"d28-alert-budget", func(c *claims) {
			share := 100 * 60 / 2e6
			c.says("0.003", share)
			c.says("99.997", 100-share)
			c.says("0.3", 100*math.Erfc(3/math.Sqrt2))
			c.says("6,000", 0.003*2e6)
		}},
		{"d30-diversity-floor", func(c *claims) {
			c.says("0.4", 4/10.0)
			c.says("3.2", 0.8*4)
			c.says("0.8", (1-0.8)*4)
			c.says("3.28", 0.8*4+(1-0.8)*4/10)
		}},
		{"d30-stack-or-single", func(c *claims) { c.says("0.005", 0.912-0.907); c.says("15", 100-85) }},
		{"d31-proxy-gender", func(c *claims) { c.says("0.77", 48.0/62) }},
		{"d32-retention-roi", func(c *claims) {
			stay := 0.04 * 20000
			gain, offers := stay*600, 20000*15.0
			c.says("800", stay)
			c.says("480,000", gain)
			c.says("300,000", offers)
			c.says("480,000", 180000+offers)
			c.says("0", 100*(gain-180000-offers)/(180000+offers))
			c.says("300,000", gain-180000)
			c.says("200", 0.01*20000)
			c.says("120,000", 0.01*20000*600)
		}},
		{"d33-fanout-tail-mc", func(c *claims) {
			fast := math.Pow(0.99, 20)
			c.says("0.82", fast)
			c.says("0.818", fast)
			c.says("82", 100*fast)
			c.says("18", 100*(1-fast))
			c.says("18.2", 100*(1-fast))
			c.says("69", math.Log(0.5)/math.Log(0.99))
			c.says("0.05", 1.0/20)
		}},
		{"d33-dynamic-batching", func(c *claims) { c.says("100", 1/0.010); c.says("667", 16/0.024) }},
		{"d34-peeking-mc", func(c *claims) {
			// The sum of k batches is followed on a grid, as long as it stays within 1.96 times the root of k.
			const step = 0.05
			phi := func(z float64) float64 { return math.Exp(-z*z/2) / math.Sqrt(2*math.Pi) }
			sums, mass := []float64{0}, []float64{1}
			left := 0.0
			for k := 1; k <= 20; k++ {
				n := int(1.96 * math.Sqrt(float64(k)) / step)
				var at, m []float64
				left = 0
				for i := -n; i <= n; i++ {
					x, p := float64(i)*step, 0.0
					for j, s := range sums {
						p += mass[j] * phi(x-s) * step
					}
					at, m = append(at, x), append(m, p)
					left += p
				}
				sums, mass = at, m
			}
			c.says("25", 100*(1-left))
			c.says("100", 20*5)
		}},
		{"d34-half-effect-mc", func(c *claims) {
			c.says("32,000", 8000*math.Pow(2/1, 2))
			c.says("16,000", 8000*2/1)
			c.says("11,300", math.Round(8000*math.Sqrt2/100)*100)
		}},
		{"d34-sample-ratio", func(c *claims) {
			all := 50000 + 51500.0
			sd := math.Sqrt(all) / 2
			z := (51500 - all/2) / sd
			c.says("101,500", all)
			c.says("50,750", all/2)
			c.says("750", 51500-all/2)
			c.says("159", sd)
			c.says("4.7", z)
			c.says("400,000", math.Round(1/math.Erfc(z/math.Sqrt2)/10000)*10000)
			c.says("1,500", 51500-50000)
			c.says("3", 100*1500.0/50000)
			c.says("49.3", 100*50000/all)
			c.says("50.7", 100*51500/all)
		}},
		{"d34-no-proof-of-zero", func(c *claims) { c.says("0.8", (-0.5+2.1)/2) }},
		{"d36-noisy-gate", func(c *claims) {
			c.says("0.67", 100*math.Sqrt(0.9*0.1/2000))
			c.says("0.45", 100*math.Sqrt(0.04/2000))
			c.says("0.5", 100*10/2000.0)
		}},
		{"d36-canary-approvals", func(c *claims) { c.says("71", 54+17) }},
		{"d37-large-sample-mc", func(c *claims) {
			c.says("0.001", math.Sqrt(-math.Log(0.01/2)/2)*math.Sqrt(2/5e6))
		}},
		{"d38-random-over-grid", func(c *claims) { c.says("64", math.Pow(2, 6)); c.says("60", 64-math.Pow(2, 2)) }},
		{"d38-early-elimination", func(c *claims) {
			epochs, models := 0.0, 81.0
			for each := 1.0; each <= 81; each *= 3 {
				epochs += models * each
				models /= 3
			}
			c.says("405", epochs)
			c.says("6,561", 81*81)
		}},
		{"d39-three-nines-mc", func(c *claims) {
			up := math.Pow(0.999, 3)
			minutes := 30 * 24 * 60.0
			c.says("0.997003", up)
			c.says("0.997", up)
			c.says("0.2997", 100*(1-up))
			c.says("0.3", 100*(1-up))
			c.says("43,200", minutes)
			c.says("43", 0.001*minutes)
			c.says("14", 0.001*minutes/3)
			c.says("129", (1-up)*minutes)
			c.says("130", math.Round((1-up)*minutes/10)*10)
			c.says("99.97", 100*math.Cbrt(0.999))
		}},
		{"d39-too-many-pages", func(c *claims) { c.says("3", 100*4/140.0) }},
	}
}
