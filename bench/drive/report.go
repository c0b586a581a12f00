package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
	"time"
)

// figure is one line of what is written for machines. Times are in microseconds, memory in MiB.
type figure struct {
	At        time.Time `json:"at"`
	Scale     int       `json:"scale"`
	Operation string    `json:"operation"`
	Measure   string    `json:"measure"`
	Peer      float64   `json:"peer,omitempty"`
	Qadam     float64   `json:"qadam"`
	Ratio     float64   `json:"ratio,omitempty"`
	Limit     float64   `json:"limit,omitempty"`
	Verdict   string    `json:"verdict,omitempty"`
	PeerP50   float64   `json:"peer_p50,omitempty"`
	PeerP95   float64   `json:"peer_p95,omitempty"`
	QadamP50  float64   `json:"qadam_p50,omitempty"`
	QadamP95  float64   `json:"qadam_p95,omitempty"`
	// What of the processor time is the server's own; the rest is Postgres's.
	PeerServer  float64 `json:"peer_server,omitempty"`
	QadamServer float64 `json:"qadam_server,omitempty"`
	Bytes       int     `json:"bytes,omitempty"`
	Count       int     `json:"count,omitempty"`
}

type report struct {
	began  time.Time
	ratios []figure
	others []figure
	sweeps []figure // every list in every role; only the slow ones are printed
}

func micros(d time.Duration) float64 { return float64(d.Nanoseconds()/100) / 10 }

func verdict(well bool) string {
	if well {
		return "holds"
	}
	return "MISSED"
}

// addRatio notes an operation that both did.
func (r *report) addRatio(scale int, name string, peer, qadam *measured, limit float64) {
	f := figure{At: time.Now().UTC(), Scale: scale, Operation: name, Measure: "cpu_us", Peer: micros(peer.perOperation()),
		Qadam: micros(qadam.perOperation()), Limit: limit,
		PeerP50: micros(peer.percentile(50)), PeerP95: micros(peer.percentile(95)), QadamP50: micros(qadam.percentile(50)),
		QadamP95: micros(qadam.percentile(95)), Bytes: len(qadam.last.body), Count: len(qadam.walls),
		PeerServer: micros(peer.each(peer.server)), QadamServer: micros(qadam.each(qadam.server))}
	if f.Peer > 0 {
		f.Ratio = f.Qadam / f.Peer
	}
	if limit != 0 {
		f.Verdict = verdict(f.Ratio <= limit)
	}
	r.ratios = append(r.ratios, f)
}

// add notes a figure of Qadam alone; limit 0 is none, atLeast says from which side it binds.
func (r *report) add(scale int, name, measure string, value, limit float64, atLeast bool) {
	f := figure{At: time.Now().UTC(), Scale: scale, Operation: name, Measure: measure, Qadam: value, Limit: limit}
	if limit != 0 {
		f.Verdict = verdict((atLeast && value >= limit) || (!atLeast && value <= limit))
	}
	r.others = append(r.others, f)
}

// acrossScales compares medians at the largest scale with those at the smallest.
func (r *report) acrossScales() {
	for _, flat := range []struct {
		name  string
		limit float64
	}{{registerPage, 1.3}, {fullPage, 1.3}, {oneActivity, 1.3}, {oneAct, 1.3}, {wordSearch, 1.3}, {oneSummary, 1.5}} {
		var first, last *figure
		for i := range r.ratios {
			f := &r.ratios[i]
			if f.Operation != flat.name {
				continue
			}
			if first == nil || f.Scale < first.Scale {
				first = f
			}
			if last == nil || f.Scale > last.Scale {
				last = f
			}
		}
		if first != nil && last.Scale > first.Scale {
			r.add(last.Scale, fmt.Sprintf("%s, p50 against scale %d", flat.name, first.Scale), "times", last.QadamP50/first.QadamP50,
				flat.limit, false)
		}
	}
}

func (r *report) print(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "\nProcessor time of the server and Postgres together, and the server's own.")
	fmt.Fprintln(t, "scale\toperation\tpeer µs\tqadam µs\tratio\tlimit\tverdict\tpeer p50/p95 ms\tqadam p50/p95 ms\tbytes")
	for _, f := range r.ratios {
		limit := ""
		if f.Limit != 0 {
			limit = fmt.Sprintf("%.1f", f.Limit)
		}
		fmt.Fprintf(t, "%d\t%s\t%.0f (%.0f)\t%.0f (%.0f)\t%.2f\t%s\t%s\t%.2f / %.2f\t%.2f / %.2f\t%d\n", f.Scale, f.Operation, f.Peer,
			f.PeerServer, f.Qadam, f.QadamServer, f.Ratio, limit, f.Verdict, f.PeerP50/1000, f.PeerP95/1000, f.QadamP50/1000,
			f.QadamP95/1000, f.Bytes)
	}
	fmt.Fprintln(t, "\nscale\toperation\tmeasure\tqadam\t\tlimit\tverdict")
	for _, f := range r.others {
		limit := ""
		if f.Limit != 0 {
			limit = fmt.Sprintf("%.4g", f.Limit)
		}
		fmt.Fprintf(t, "%d\t%s\t%s\t%.4g\t\t%s\t%s\n", f.Scale, f.Operation, f.Measure, f.Qadam, limit, f.Verdict)
	}
	t.Flush()
}

// write gives the figures to machines, one JSON object a line.
func (r *report) write(file string) error {
	if file == "" {
		return nil
	}
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(f)
	for _, x := range slices.Concat(r.ratios, r.others, r.sweeps) {
		if err := enc.Encode(x); err != nil {
			return err
		}
	}
	fmt.Printf("\nThe same for machines: %s\n", file)
	return f.Close()
}
