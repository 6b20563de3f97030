// Package enrolment says of whom and of what an event speaks: which member, which
// course and its pack, in which zone the member counts days, when the control was
// pressed, which fact of the pack the typed words mean.
//
// It must not know what a flow does with it, how anything is shown, any platform or
// any store.
package enrolment
