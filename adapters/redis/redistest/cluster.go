package redistest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/redis/go-redis/v9"
)

const (
	nodes = 3
	slots = 16384
)

// Cluster is three masters that share the slots.
type Cluster struct{ Nodes []*Server }

// StartCluster runs three servers and joins them.
func StartCluster(t testing.TB) *Cluster {
	t.Helper()
	ctx := context.Background()
	c := &Cluster{}
	for range nodes {
		c.Nodes = append(c.Nodes, Start(t, Options{Args: []string{
			"--cluster-enabled", "yes", "--cluster-node-timeout", "5000", "--cluster-config-file", "nodes.conf",
		}}))
	}
	for i, n := range c.Nodes {
		client := n.client()
		defer client.Close()
		first, last := i*slots/nodes, (i+1)*slots/nodes-1
		if err := client.ClusterAddSlotsRange(ctx, first, last).Err(); err != nil {
			t.Fatalf("give slots to a node: %v", err)
		}
		if i > 0 {
			if err := client.ClusterMeet(ctx, "127.0.0.1", fmt.Sprint(c.Nodes[0].port)).Err(); err != nil {
				t.Fatalf("join a node: %v", err)
			}
		}
	}
	for _, n := range c.Nodes {
		Eventually(t, "the cluster to agree", func() error { return n.agrees(ctx) })
	}
	return c
}

// agrees is nil once the node knows the whole cluster.
func (s *Server) agrees(ctx context.Context) error {
	c := s.client()
	defer c.Close()
	info, err := c.ClusterInfo(ctx).Result()
	if err != nil {
		return err
	}
	for _, want := range []string{"cluster_state:ok", fmt.Sprint("cluster_slots_assigned:", slots), fmt.Sprint("cluster_known_nodes:", nodes)} {
		if !strings.Contains(info, want+"\r\n") {
			return errors.New("not yet " + want)
		}
	}
	return nil
}

// URL is the cluster's REDIS_URL, naming all nodes.
func (c *Cluster) URL() string {
	var addrs []string
	for _, n := range c.Nodes {
		addrs = append(addrs, n.Addr())
	}
	return "redis://" + strings.Join(addrs, ",")
}

// Client is a client of the cluster, closed with the test.
func (c *Cluster) Client(t testing.TB) *redis.ClusterClient {
	var addrs []string
	for _, n := range c.Nodes {
		addrs = append(addrs, n.Addr())
	}
	client := redis.NewClusterClient(&redis.ClusterOptions{Addrs: addrs})
	t.Cleanup(func() { _ = client.Close() })
	return client
}
