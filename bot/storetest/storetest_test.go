package storetest_test

import (
	"reflect"
	"testing"

	"studybot/bot"
	"studybot/bot/deliver"
	"studybot/bot/material"
	"studybot/bot/storetest"
)

// everything is what the program asks of its store.
type everything interface {
	bot.Store
	deliver.Agenda
	deliver.Ledger
	material.Owners
}

func TestTheSuiteAsksForTheContractsAndNothingElse(t *testing.T) {
	suite, contracts := reflect.TypeFor[storetest.Store](), reflect.TypeFor[everything]()
	if !suite.Implements(contracts) {
		t.Error("a contract has a method that the suite does not ask for")
	}
	if !contracts.Implements(suite) {
		t.Error("the suite asks for a method that no contract has")
	}
}
