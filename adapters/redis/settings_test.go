package redis

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"studybot/bot/study"
)

func TestURLForms(t *testing.T) {
	for _, c := range []struct {
		url     string
		addrs   string
		cluster bool
		master  string
		db      int
		user    string
		tls     bool
		want    error
	}{
		{url: "redis://localhost", addrs: "localhost:6379"},
		{url: "redis://:s%40cret@10.0.0.1:6380/3", addrs: "10.0.0.1:6380", db: 3},
		{url: "rediss://bot:secret@redis.example.org:6380/", addrs: "redis.example.org:6380", user: "bot", tls: true},
		{url: "redis://[::1]:7000", addrs: "[::1]:7000"},
		{url: "redis://[::1]", addrs: "[::1]:6379"},
		{url: "redis://a:7000,b:7001, c", addrs: "a:7000 b:7001 c:6379", cluster: true},
		{url: "redis://a:7000?cluster=true", addrs: "a:7000", cluster: true},
		{url: "redis+sentinel://a,b:26380/main/2", addrs: "a:26379 b:26380", master: "main", db: 2},
		{url: "rediss+sentinel://bot:secret@a/main?sentinel_user=s&sentinel_password=p", addrs: "a:26379", master: "main", user: "bot", tls: true},
		{url: "redis://a,b/1?sentinel=main", addrs: "a:26379 b:26379", master: "main", db: 1},
		{url: "", want: errScheme},
		{url: "localhost:6379", want: errScheme},
		{url: "http://localhost", want: errScheme},
		{url: "redis://", want: errHost},
		{url: "redis://a,,b", want: errHost},
		{url: "redis://localhost/zero", want: errDB},
		{url: "redis://localhost/-1", want: errDB},
		{url: "redis://localhost/0/1", want: errDB},
		{url: "redis://a,b/1", want: errDB},
		{url: "redis+sentinel://a,b", want: errMaster},
		{url: "redis://localhost?timeout=3", want: errQuery},
		{url: "redis://localhost?cluster=perhaps", want: errQuery},
		{url: "redis://user:pass%zz@localhost", want: errHost},
	} {
		t.Run(c.url, func(t *testing.T) {
			o, err := options(c.url)
			if !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			if err != nil {
				return
			}
			if got := strings.Join(o.Addrs, " "); got != c.addrs || o.IsClusterMode != c.cluster || o.MasterName != c.master ||
				o.DB != c.db || o.Username != c.user || (o.TLSConfig != nil) != c.tls {
				t.Errorf("got %s cluster %v master %q db %d user %q tls %v", got, o.IsClusterMode, o.MasterName, o.DB, o.Username, o.TLSConfig != nil)
			}
		})
	}
}

func FuzzURLKeepsItsPassword(f *testing.F) {
	for _, s := range []string{"redis://%s@host", "redis://:%s@h:1,h:2/x", "%s", "rediss+sentinel://u:%s@a/m?x=%s", "redis://[%s", "redis://h?sentinel_password=%s"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, form string) {
		const secret = "pl4nted-secret"
		_, err := options(strings.ReplaceAll(form, "%s", secret))
		if err != nil && strings.Contains(err.Error(), secret) {
			t.Errorf("the error tells the password: %v", err)
		}
	})
}

func TestDayNumbersGoBackAndForth(t *testing.T) {
	for day, want := range map[study.Day]int{"": 0, "2000-01-01": 1, "2000-01-02": 2, "2026-03-02": 9558, "2089-09-16": maxDay} {
		if n, ok := dayNumber(day); !ok || n != want || dayAt(n) != day {
			t.Errorf("%q is number %d (%v), which is %q", day, n, ok, dayAt(n))
		}
	}
	for _, day := range []study.Day{"1999-12-31", "2089-09-17", "today", "2026-02-30"} {
		if n, ok := dayNumber(day); ok {
			t.Errorf("%q was taken as day %d", day, n)
		}
	}
}

func TestKeysOfATeamShareOneSlot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		team, other := rapid.String().Draw(t, "team"), rapid.String().Draw(t, "other")
		name, piece := rapid.String().Draw(t, "name"), rapid.IntRange(0, 600).Draw(t, "piece")
		keys := []string{
			coursesKey(team), ownersKey(team), countersKey(team), peopleKey(team), agendaKey(team), holdKey(team), gateKey(team),
			slotKey(team, name), roundsKey(team, name, piece), votesKey(team, name, piece), seatsKey(team, name),
			logKey(team, name), textKey(team, name), ticksKey(team, name),
		}
		for _, k := range keys {
			if hashTag(k) != hashTag(keys[0]) {
				t.Fatalf("%q and %q are on different slots", k, keys[0])
			}
		}
		if team != other && slices.Contains(keys, coursesKey(other)) {
			t.Fatalf("teams %q and %q share a key", team, other)
		}
	})
}

// hashTag is what the cluster specification hashes: what stands between the
// first { and the next }, if that is not empty.
func hashTag(key string) string {
	_, rest, ok := strings.Cut(key, "{")
	if tag, _, closed := strings.Cut(rest, "}"); ok && closed && tag != "" {
		return tag
	}
	return key
}

func TestFindingsSayWhatToDo(t *testing.T) {
	good := map[string]string{"redis_version": "7.0.15", "maxmemory_policy": "noeviction", "aof_enabled": "1", "appendfsync": "everysec"}
	for _, c := range []struct{ name, value, bad string }{
		{"redis_version", "8.2.1", ""},
		{"redis_version", "6.2.14", "version"},
		{"redis_version", "", ""},
		{"maxmemory_policy", "allkeys-lru", "full memory"},
		{"maxmemory_policy", "", ""},
		{"aof_enabled", "0", "writing to disk"},
		{"aof_enabled", "", ""},
		{"appendfsync", "no", "writing to disk"},
		{"appendfsync", "always", ""},
	} {
		t.Run(c.name+" "+c.value, func(t *testing.T) {
			told := map[string]string{c.name: c.value}
			for k, v := range good {
				if k != c.name {
					told[k] = v
				}
			}
			var bad string
			for _, f := range about(told, "") {
				if f.Means == "" || f.OK != (f.Do == "") {
					t.Errorf("an unclear finding: %+v", f)
				}
				if !f.OK {
					bad += f.Name
				}
			}
			if bad != c.bad {
				t.Errorf("not in order: %q, want %q", bad, c.bad)
			}
		})
	}
}

func FuzzStoredValuesNeverPanic(f *testing.F) {
	f.Add([]byte("s1 1772000000000 posted C1%2F1.5 "))
	f.Add([]byte("\x00\x01\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x01pq"))
	f.Add(make([]byte, recordSize))
	f.Add([]byte("1 1 0 0 Europe%2FBerlin 2026-03-02"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		s := string(b)
		_, _ = unpackOutcome(s)
		_, _ = unpackRound("t", "c", 1, s)
		_, _ = unpackRecords(s, map[int]string{1: "C1"})
		_, _ = unpackMember("t", "u", s)
		_, _ = unpackFinished("1", s)
		_, _ = unpackCourse(s, s)
		_ = count(s)
	})
}
