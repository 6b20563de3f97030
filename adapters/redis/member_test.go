package redis_test

import (
	"testing"

	"studybot/bot/study"
)

// TestAMembersRecordOfAnotherFormIsLeftAsItIs: what a later version may have written is
// not mixed with what this one knows.
func TestAMembersRecordOfAnotherFormIsLeftAsItIs(t *testing.T) {
	t.Parallel()
	s := embedded(t)
	const key, record = "sb1:{web:T1}:people", "1 1 0 0 Zone  3 600 180 more"
	if err := s.Client().HSet(t.Context(), key, "U1", record).Err(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Member(t.Context(), "web:T1", "U1"); err == nil {
		t.Error("it was read")
	}
	was := study.Member{Team: "web:T1", ID: "U1"}
	m := was
	m.Minutes = 60
	if _, err := s.SaveMember(t.Context(), was, m); err == nil {
		t.Error("it was changed")
	}
	if got := s.Client().HGet(t.Context(), key, "U1").Val(); got != record {
		t.Errorf("%q became %q", record, got)
	}
}
