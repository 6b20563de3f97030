package content

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"studybot/bot/study"
)

func mlSystems(t testing.TB) *study.Pack {
	t.Helper()
	packs, err := Builtin()
	if err != nil {
		t.Fatalf("the built-in packs have errors:\n%v", err)
	}
	for _, p := range packs {
		if p.ID == "ml-systems" {
			return p
		}
	}
	t.Fatal("there is no pack ml-systems")
	return nil
}

// same compares two lists line by line.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%s: %d entries, want %d", what, len(got), len(want))
	}
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("%s %d:\ngot  %s\nwant %s", what, i+1, got[i], want[i])
		}
	}
}

// The tables below were typed from the guide, apart from the pack, so that a slip
// in either shows. The guide's names and figures; not its sentences.

func TestTopicsAreTheGuides(t *testing.T) {
	p := mlSystems(t)
	var got []string
	for _, x := range p.Topics {
		got = append(got, fmt.Sprintf("%d|%s|%s|%s|%s", x.Day, x.Name, x.Priority, strings.Join(x.Concepts, ", "), strings.Join(x.Skills, ", ")))
	}
	same(t, "topic", got, []string{
		"25|Feature Stores|HIGH|Feast, online/offline serving, feature versioning|Centralized feature management, sub-second serving",
		"26|Advanced Feature Engineering|HIGH|Time series features, NLP processing, automated selection|Scalable feature pipelines, quality monitoring",
		"27|Time Series Forecasting|MEDIUM|ARIMA, Prophet, neural networks, cross-validation|Production forecasting systems, model validation",
		"28|Anomaly Detection|MEDIUM|Statistical methods, Isolation Forest, real-time detection|Streaming anomaly detection, threshold tuning",
		"29|Recommendation Systems|MEDIUM|Collaborative filtering, content-based, hybrid systems|Scalable recommendation engines, cold start handling",
		"30|Ensemble Methods|HIGH|Bagging, boosting, stacking, meta-learning|Model combination strategies, performance optimization",
		"31|Model Explainability|HIGH|SHAP, LIME, bias detection, regulatory compliance|Production explanation services, audit trails",
		"32|Project: ML Model + Feature Store|CRITICAL|End-to-end integration, business impact measurement|Complete ML system implementation",
		"33|Model Serving at Scale|CRITICAL|REST APIs, load balancing, auto-scaling, optimization|High-throughput model deployment",
		"34|A/B Testing for ML|HIGH|Experimental design, statistical significance, traffic splitting|Model comparison and validation frameworks",
		"35|Model Versioning (DVC)|CRITICAL|Version control, artifact management, reproducibility|Collaborative ML workflows, experiment tracking",
		"36|CI/CD for ML|CRITICAL|Automated pipelines, quality gates, GitOps workflows|Production deployment automation",
		"37|Feature Monitoring & Drift|CRITICAL|Statistical tests, performance monitoring, automated alerts|Production monitoring and alerting systems",
		"38|AutoML|HIGH|Automated feature engineering, hyperparameter optimization|Automated model development pipelines",
		"39|Project: MLOps Pipeline|CRITICAL|Complete platform integration, monitoring, automation|Enterprise-grade MLOps implementation",
	})
	got = nil
	for _, m := range p.Modules {
		got = append(got, fmt.Sprintf("%s %d-%d %s", m.Weeks, m.From, m.To, m.Name))
	}
	same(t, "module", got, []string{"4-5 25-31 ML Infrastructure Foundation", "5-6 32-39 MLOps Production Systems"})
	same(t, "objective", itemNames(p.Objectives), []string{"Consolidate Knowledge", "Assess Readiness", "Identify Gaps", "Prepare Strategically"})
	if p.Name != "ML Systems Review" || p.Phase != "Phase 3: Advanced ML & MLOps" || p.Next != "Phase 4: Advanced GenAI & LLMs" {
		t.Errorf("name %q, phase %q, next %q", p.Name, p.Phase, p.Next)
	}
	projects := []int{}
	for _, x := range p.Topics {
		if x.Project {
			projects = append(projects, x.Day)
		}
	}
	if !slices.Equal(projects, []int{32, 39}) {
		t.Errorf("project days %v", projects)
	}
}

func TestAreasAreTheGuides(t *testing.T) {
	p := mlSystems(t)
	var got []string
	for _, c := range p.Categories {
		got = append(got, c.Name)
		for _, a := range p.AreasOf(c.ID) {
			got = append(got, fmt.Sprintf("%s|%s|%v|%s", a.ID, a.Name, a.Topics, a.Priority))
		}
	}
	same(t, "area", got, []string{
		"Feature Engineering & Management",
		"A1|Feature store design and implementation|[25 32]|HIGH", "A2|Online/offline feature serving|[25 32]|HIGH",
		"A3|Feature quality monitoring|[26 37]|HIGH", "A4|Feature versioning and lineage|[35 26 25]|CRITICAL",
		"Advanced ML Algorithms",
		"B1|Ensemble methods and optimization|[30 38]|HIGH", "B2|Time series forecasting techniques|[27]|MEDIUM",
		"B3|Anomaly detection systems|[28]|MEDIUM", "B4|Recommendation system design|[29]|MEDIUM",
		"MLOps Infrastructure",
		"C1|Model serving and deployment|[33 32 39]|CRITICAL", "C2|A/B testing and experimentation|[34]|HIGH",
		"C3|CI/CD pipeline implementation|[36 35 39]|CRITICAL", "C4|Monitoring and alerting systems|[37 39]|CRITICAL",
		"Production Operations",
		"D1|System scalability and performance|[33 39]|CRITICAL", "D2|Security and compliance|[31 33]|HIGH",
		"D3|Incident response and troubleshooting|[37 36 39]|CRITICAL", "D4|Documentation and knowledge sharing|[35 31 39]|CRITICAL",
		"Business Integration",
		"E1|ROI calculation and business metrics|[32 34]|CRITICAL", "E2|Stakeholder communication|[31 34]|HIGH",
		"E3|Project management and planning|[32 39]|CRITICAL", "E4|Strategic thinking and roadmap planning|[38 39]|HIGH",
	})
	got = nil
	for _, x := range p.Topics {
		if len(x.Prereq) > 0 {
			got = append(got, fmt.Sprint(x.Day, x.Prereq))
		}
	}
	same(t, "prerequisite", got, []string{"26 [25]", "28 [27]", "29 [25]", "31 [30]", "32 [25 26]", "34 [33]", "36 [33 35]", "37 [26 33]", "38 [26 30]", "39 [32 33 35 36 37]"})
}

func TestLevelsAreTheGuides(t *testing.T) {
	p := mlSystems(t)
	var got []string
	weeks := 0
	for _, l := range p.Levels {
		got = append(got, fmt.Sprintf("%s %d-%d, %s: %d weeks, %d activities", l.Name, l.Min, l.Max, l.Plan.Focus, len(l.Plan.Weeks), len(l.Plan.Activities)))
		weeks += len(l.Plan.Weeks)
	}
	same(t, "level", got, []string{
		"Expert 90-100, Advanced Optimization Focus: 4 weeks, 4 activities",
		"Advanced 80-89, Targeted Skill Development: 4 weeks, 4 activities",
		"Intermediate 70-79, Foundation Strengthening: 4 weeks, 4 activities",
		"Developing 60-69, Comprehensive Review: 4 weeks, 4 activities",
		"Foundation 20-59, Fundamental Concepts: 8 weeks, 4 activities",
	})
	if weeks != 8+4*4 {
		t.Errorf("%d plan weeks, want 24", weeks)
	}
	got = nil
	all := "25 26 27 28 29 30 31 32 33 34 35 36 37 38 39"
	for _, l := range p.Levels {
		for i, w := range l.Plan.Weeks {
			if len(w.Topics)+len(w.Areas) > 0 {
				got = append(got, fmt.Sprintf("%s week %d %v %v", l.Name, i+1, w.Topics, w.Areas))
			}
		}
	}
	same(t, "week", got, []string{
		"Expert week 1 [] [C4]", "Expert week 2 [] [D1]", "Advanced week 3 [32 39] []", "Advanced week 4 [] [E2]",
		"Intermediate week 1 [35 36 37 38 39] []", "Intermediate week 3 [] [C1 C4]", "Intermediate week 4 [] [D3 D1]",
		"Developing week 1 [25 26 27 28 29 30 31] []", "Developing week 2 [32 33 34 35 36 37 38 39] []", "Developing week 3 [32 39] []",
		"Foundation week 1 [" + all + "] []", "Foundation week 2 [" + all + "] []",
	})
	var labels []string
	for _, a := range p.Scale {
		labels = append(labels, fmt.Sprintf("%d %s", a.Value, a.Label))
	}
	same(t, "anchor", labels, []string{"1 blank", "2 missed the core", "3 core, with gaps or effort", "4 all key points", "5 could teach it"})
}

func itemNames(items []study.Item) []string {
	names := make([]string, 0, len(items))
	for _, it := range items {
		names = append(names, it.Name)
	}
	return names
}

// outline is a line for each group: part, name and the names of its items.
func outline(groups []study.Group) []string {
	var lines []string
	for _, g := range groups {
		line := g.Name + ": " + strings.Join(itemNames(g.Items), "; ")
		if g.Part != "" {
			line = g.Part + " / " + line
		}
		lines = append(lines, line)
	}
	return lines
}

func TestChecklistsAreTheGuides(t *testing.T) {
	p := mlSystems(t)
	counts := map[string]string{"hands-on": "16 in 4", "production": "30 in 6", "readiness": "10 in 2"}
	for id, want := range counts {
		list, ok := p.Checklist(id)
		n := 0
		for _, g := range list.Groups {
			n += len(g.Items)
		}
		if got := fmt.Sprintf("%d in %d", n, len(list.Groups)); !ok || got != want {
			t.Errorf("checklist %s has %s, want %s", id, got, want)
		}
	}
	production, _ := p.Checklist("production")
	same(t, "production group", outline(production.Groups), []string{
		"Technical Infrastructure / Scalability & Performance: Horizontal Scaling; Latency Optimization; Throughput; Resource Efficiency; Caching Strategy",
		"Technical Infrastructure / Reliability & Fault Tolerance: High Availability; Circuit Breakers; Health Checks; Backup & Recovery; Disaster Recovery",
		"Technical Infrastructure / Security & Compliance: Authentication; Authorization; Data Encryption; Audit Logging; Privacy Protection",
		"Operational Excellence / Monitoring & Alerting: System Metrics; Application Metrics; Model Metrics; Business Metrics; Alert Management",
		"Operational Excellence / Documentation & Knowledge Management: Architecture Documentation; API Documentation; Runbooks; Model Cards; Training Materials",
		"Operational Excellence / Process & Governance: Change Management; Incident Response; Performance Reviews; Capacity Planning; Compliance Audits",
	})
	readiness, _ := p.Checklist("readiness")
	same(t, "readiness group", outline(readiness.Groups), []string{
		"Technical Prerequisites: API Development; Model Serving; Monitoring; Security; Performance",
		"Conceptual Prerequisites: Transformer Basics; Neural Networks; NLP Fundamentals; Distributed Systems; Ethics & Safety",
	})
	figures := map[string][]string{
		"production": {"10x", "P95", "<100ms", "1000+", "99.9%+", "<1 hour", "RTO", "JWT", "RBAC", "PII", "OpenAPI", "ROI"},
		"hands-on":   {"Feast", "5+", "1000+ RPS", "<100ms", "Prometheus", "Grafana", "DVC", "MLflow"},
	}
	for id, want := range figures {
		list, _ := p.Checklist(id)
		text := fmt.Sprint(list)
		for _, figure := range want {
			if !strings.Contains(text, figure) {
				t.Errorf("checklist %s does not say %q", id, figure)
			}
		}
	}
}

func TestThemesAreTheGuides(t *testing.T) {
	p := mlSystems(t)
	var got []string
	covered := map[int]bool{}
	for _, th := range p.Themes {
		got = append(got, fmt.Sprintf("%s, %d questions, %s", th.Name, len(th.Questions), th.Group))
		got = append(got, outline(th.Groups)...)
		for _, d := range th.Topics {
			covered[d] = true
		}
	}
	same(t, "theme", got, []string{
		"Feature Store Architecture & Management, 3 questions, feature-store",
		"Core Concepts to Master: Online vs Offline Stores; Feature Definitions; Feature Serving; Feature Lineage",
		"Advanced ML Algorithm Implementation, 0 questions, algorithms",
		"Ensemble Methods Mastery: Bagging; Boosting; Stacking; Diversity",
		"Time Series & Forecasting: Model Selection; Validation; Seasonality; Production",
		"Production MLOps Infrastructure, 0 questions, mlops-infrastructure",
		"Model Serving & Deployment: API Design; Load Balancing; Auto-scaling; Blue-Green Deployment",
		"Monitoring & Observability: Performance Metrics; Data Quality; Model Drift; Business Metrics",
		"CI/CD & Automation Workflows, 0 questions, automation",
		"Pipeline Components: Data Validation; Model Training; Model Validation; Deployment",
		"Version Control & Collaboration: DVC Integration; MLflow Registry; Experiment Tracking; Collaboration",
	})
	text := fmt.Sprint(p.Themes)
	for _, figure := range []string{"1M+", "<10ms", "Redis (online)", "PostgreSQL (offline)", "Random Forest", "XGBoost", "LightGBM", "ARIMA", "Prophet"} {
		if !strings.Contains(text, figure) {
			t.Errorf("the themes do not say %q", figure)
		}
	}
	if len(covered) != len(p.Topics) {
		t.Errorf("the themes cover %d of %d days", len(covered), len(p.Topics))
	}
}

func TestListsAreTheGuides(t *testing.T) {
	p := mlSystems(t)
	same(t, "preparation group", outline(p.Preparation), []string{
		"Recommended Preparation Activities / This Week (Before Day 41): Review Transformer Architecture; Explore LLM Landscape; Set Up GPU Environment; Study Prompt Engineering",
		"Recommended Preparation Activities / Ongoing Preparation: Follow AI Research; Practice with LLMs; Understand Ethics; Build Network",
		"Phase 4 Success Factors / Technical Skills: Strong MLOps Foundation; System Design; Performance Optimization; Monitoring Expertise",
		"Phase 4 Success Factors / Mindset & Approach: Continuous Learning; Ethical Awareness; Business Focus; Collaborative Spirit",
	})
	same(t, "resource group", outline(p.Resources), []string{
		"Essential Reading: Designing Machine Learning Systems; Building Machine Learning Pipelines; Machine Learning Engineering; Reliable Machine Learning",
		"Research Papers: Machine Learning Operations (MLOps): Overview, Definition, and Architecture; Feature Store for ML; The ML Test Score: A Rubric for ML Production Readiness; A Unified Approach to Interpreting Model Predictions",
		"Online Communities: MLOps Community; Reddit r/MachineLearning; LinkedIn MLOps Groups; GitHub MLOps Projects",
		"Conferences & Events: MLOps World; Kubeflow Summit; MLSys Conference; Local Meetups",
	})
	var authors []string
	for _, it := range p.Resources[0].Items {
		authors = append(authors, it.By)
	}
	same(t, "author", authors, []string{"Chip Huyen", "Hannes Hapke & Catherine Nelson", "Andriy Burkov", "Cathy Chen, Niall Richard Murphy"})
	same(t, "support group", outline(p.Support), []string{
		"Need Help?: Review Materials; Office Hours; Study Groups; Mentorship",
		"Stay Connected: Alumni Network; Industry Updates; Career Support; Continuing Education",
	})
}

func TestRecognitionIsTheGuides(t *testing.T) {
	r := mlSystems(t).Recognition
	if r.Title != "Achievement Unlocked: MLOps Expert" {
		t.Errorf("title %q", r.Title)
	}
	same(t, "recognition group", outline(r.Groups), []string{
		"Phase 3 Completion Recognition / Technical Mastery: 15 Days; 6 Project Days; Advanced Algorithms; Production Systems",
		"Phase 3 Completion Recognition / Professional Skills: System Design; Production Deployment; Team Leadership; Business Impact",
		"Phase 3 Completion Recognition / Industry Readiness: Senior Roles; Technical Leadership; Consulting; Innovation",
		"What This Means for Your Career / Immediate Opportunities: Senior MLOps Engineer; ML Platform Engineer; Data Science Manager; AI Engineering Consultant",
		"What This Means for Your Career / Long-term Career Paths: Principal Engineer; VP of Engineering; CTO; Technical Advisor",
		"You're Now Ready For / Technical Leadership: Design; Implement; Optimize; Troubleshoot",
		"You're Now Ready For / Team & Project Management: Lead; Plan; Communicate; Mentor",
		"You're Now Ready For / Strategic Impact: Evaluate; Develop; Measure; Drive",
		"Phase 4: Advanced GenAI & LLMs / Ready for Phase 4: Advanced GenAI & LLMs?: Model Serving; Monitoring; Scalability; Security",
	})
	for i, pay := range []string{"$120K-$180K", "$130K-$200K", "$140K-$220K", "$150-$300/hour"} {
		if text := r.Groups[3].Items[i].Text; !strings.Contains(text, pay) {
			t.Errorf("%q does not say %s", text, pay)
		}
	}
}
