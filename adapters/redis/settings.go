package redis

import (
	"crypto/tls"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// Settings say where Redis is.
type Settings struct {
	// URL has one of these forms; rediss:// is the same over TLS:
	//
	//	redis://[user:password@]host[:port][/db]            one server
	//	redis://host1:7000,host2:7000                       a cluster, by some of its nodes
	//	redis://host:7000?cluster=true                      a cluster, by one node
	//	redis+sentinel://host1,host2/master[/db]            one server behind Sentinel
	//	redis://host1:26379,host2:26379/db?sentinel=master  the same
	//
	// A Sentinel with its own password takes ?sentinel_user= and ?sentinel_password=.
	// It holds a password, so it is never logged and never part of an error.
	URL string `env:"REDIS_URL"`
	// Log takes the client's own remarks; nil drops them.
	Log *slog.Logger
}

// The times that keep every call inside the platforms' 3 seconds.
const (
	budget      = 2500 * time.Millisecond // for one call, its retries included
	dialTimeout = time.Second
	readTimeout = 2300 * time.Millisecond // a server that pauses for 2 s still answers
	firstWait   = 20 * time.Millisecond
	longestWait = 250 * time.Millisecond
)

// The errors of reading a URL. None repeats the URL.
var (
	errScheme = errors.New("REDIS_URL must begin with redis://, rediss://, redis+sentinel:// or rediss+sentinel://")
	errHost   = errors.New("REDIS_URL needs a host, such as redis://localhost:6379")
	errDB     = errors.New("REDIS_URL ends in a database number, such as redis://localhost:6379/0; a cluster has only 0")
	errMaster = errors.New("REDIS_URL for Sentinel needs the master's name: redis+sentinel://host1,host2/name")
	errQuery  = errors.New("REDIS_URL knows only the parameters cluster, sentinel, sentinel_user and sentinel_password")
)

// options reads the URL into the client's options.
func options(raw string) (*redis.UniversalOptions, error) {
	o := &redis.UniversalOptions{
		ContextTimeoutEnabled: true,
		DialTimeout:           dialTimeout,
		DialerRetries:         1, // Store.try does the retrying
		ReadTimeout:           readTimeout,
		WriteTimeout:          readTimeout,
		PoolTimeout:           dialTimeout,
		PoolSize:              64,
		MaxRetries:            -1,
		Protocol:              2,    // nothing of 3 is used, and its push messages would be looked for before every answer
		DisableIdentity:       true, // a command of Redis 7.2
		FailingTimeoutSeconds: 1,
		MaintNotificationsConfig: &maintnotifications.Config{
			Mode: maintnotifications.ModeDisabled,
		},
	}
	u, err := url.Parse(hostsAside(raw))
	if err != nil {
		return nil, errHost // url.Parse would repeat the password
	}
	sentinel := false
	switch u.Scheme {
	case "redis":
	case "rediss":
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	case "redis+sentinel":
		sentinel = true
	case "rediss+sentinel":
		sentinel = true
		o.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	default:
		return nil, errScheme
	}
	if u.User != nil {
		o.Username = u.User.Username()
		o.Password, _ = u.User.Password()
	}
	path := strings.Split(strings.Trim(u.Path, "/"), "/")
	for name, values := range u.Query() {
		switch name {
		case "cluster":
			o.IsClusterMode, err = strconv.ParseBool(values[0])
		case "sentinel":
			o.MasterName = values[0]
		case "sentinel_user":
			o.SentinelUsername = values[0]
		case "sentinel_password":
			o.SentinelPassword = values[0]
		default:
			err = errQuery
		}
		if err != nil {
			return nil, errQuery
		}
	}
	port := "6379"
	if sentinel {
		o.MasterName, path = path[0], path[1:]
		if o.MasterName == "" {
			return nil, errMaster
		}
	}
	if o.MasterName != "" {
		port = "26379"
	}
	o.Addrs, err = hosts(raw, port)
	if err != nil {
		return nil, err
	}
	if o.TLSConfig != nil && len(o.Addrs) == 1 {
		o.TLSConfig.ServerName, _, _ = net.SplitHostPort(o.Addrs[0])
	}
	o.IsClusterMode = o.IsClusterMode || (o.MasterName == "" && len(o.Addrs) > 1)
	if len(path) > 1 {
		return nil, errDB
	}
	if len(path) == 1 && path[0] != "" {
		o.DB, err = strconv.Atoi(path[0])
		if err != nil || o.DB < 0 || (o.IsClusterMode && o.DB != 0) {
			return nil, errDB
		}
	}
	return o, nil
}

// hostsAside replaces the list of hosts, which url.Parse does not read, by one name.
func hostsAside(raw string) string {
	from, to := hostSpan(raw)
	return raw[:from] + "hosts" + raw[to:]
}

// hostSpan says where in the URL the hosts stand.
func hostSpan(raw string) (from, to int) {
	if i := strings.Index(raw, "://"); i >= 0 {
		from = i + 3
	}
	to = len(raw)
	if i := strings.IndexAny(raw[from:], "/?#"); i >= 0 {
		to = from + i
	}
	if i := strings.LastIndex(raw[from:to], "@"); i >= 0 {
		from += i + 1
	}
	return from, to
}

// hosts are the addresses of the URL, each with a port.
func hosts(raw, port string) ([]string, error) {
	from, to := hostSpan(raw)
	var addrs []string
	for h := range strings.SplitSeq(raw[from:to], ",") {
		h = strings.TrimSpace(h)
		name, p, err := net.SplitHostPort(h)
		if err != nil {
			name, p = strings.Trim(h, "[]"), port
		}
		if name == "" || p == "" {
			return nil, errHost
		}
		addrs = append(addrs, net.JoinHostPort(name, p))
	}
	return addrs, nil
}
