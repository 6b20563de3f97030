package command

// hint is one description in every language, each at most chat.MaxCommandHint
// characters. Platforms show them small, beside the name.
type hint struct{ en, de, fr, es, pt string }

// split is the English text and the others by BCP 47 tag.
func (h hint) split() (english string, others map[string]string) {
	return h.en, map[string]string{"de": h.de, "fr": h.fr, "es": h.es, "pt-BR": h.pt}
}

// hints are the descriptions of the commands, by name, and of their arguments, by
// the name of the command and theirs.
func hints() map[string]hint {
	return map[string]hint{
		"question": {
			en: "The channel's question, then one chosen for you",
			de: "Die Frage des Kanals, danach eine eigens ausgewählte",
			fr: "La question du canal, puis une choisie pour vous",
			es: "La pregunta del canal y después una elegida para ti",
			pt: "A pergunta do canal e depois uma escolhida para você",
		},
		"missed": {
			en: "Questions not answered yet, and those worth another look",
			de: "Noch offene Fragen und solche, die einen zweiten Blick lohnen",
			fr: "Les questions sans réponse, et celles à revoir",
			es: "Preguntas sin responder y las que conviene repasar",
			pt: "Perguntas sem resposta e as que vale a pena rever",
		},
		"history": {
			en: "Past questions, the channel's and your own, with your ratings and notes",
			de: "Frühere Fragen, aus dem Kanal und eigene, mit Bewertungen und Notizen",
			fr: "Les questions passées, du canal et les vôtres, avec évaluations et notes",
			es: "Preguntas anteriores, del canal y tuyas, con valoraciones y notas",
			pt: "Perguntas anteriores, do canal e suas, com avaliações e notas",
		},
		"assess": {
			en: "Rate yourself in every area, in steps you can leave",
			de: "Selbsteinschätzung in jedem Bereich, in Schritten mit Pausen nach Wunsch",
			fr: "S'évaluer dans chaque domaine, par étapes à reprendre quand on veut",
			es: "Evalúate en cada área, por pasos que puedes dejar y retomar",
			pt: "Avalie-se em cada área, em etapas que você pode interromper",
		},
		"assess area": {
			en: "Go straight to this area",
			de: "Direkt zu diesem Bereich",
			fr: "Aller directement à ce domaine",
			es: "Ir directamente a esta área",
			pt: "Ir direto para esta área",
		},
		"score": {
			en: "Your totals, level and what moved; or those of a member who shares",
			de: "Summen, Stufe, Veränderung; eigene oder die einer Person, die teilt",
			fr: "Totaux, niveau, évolution ; les vôtres ou ceux d'un membre qui partage",
			es: "Totales, nivel y cambios; los tuyos o los de quien los comparta",
			pt: "Totais, nível e mudanças; seus ou de quem compartilha os seus",
		},
		"score member": {
			en: "Somebody who shares their score with the team",
			de: "Eine Person, die ihren Stand mit dem Team teilt",
			fr: "Une personne qui partage son score avec l'équipe",
			es: "Alguien que comparte su puntuación con el equipo",
			pt: "Alguém que compartilha a própria pontuação com a equipe",
		},
		"plan": {
			en: "Your weeks of work, to tick off",
			de: "Der eigene Arbeitsplan zum Abhaken, Woche für Woche",
			fr: "Vos semaines de travail, à cocher",
			es: "Tus semanas de trabajo, para ir marcando",
			pt: "Suas semanas de trabalho, para ir marcando",
		},
		"why": {
			en: "Why this question, this score, this item of your plan",
			de: "Warum diese Frage, dieser Stand, dieser Punkt im Plan",
			fr: "Pourquoi cette question, ce score, cet élément du plan",
			es: "Por qué esta pregunta, esta puntuación, este punto del plan",
			pt: "Por que esta pergunta, esta pontuação, este item do plano",
		},
		"why about": {
			en: "Question, score or plan",
			de: "Frage, Stand oder Plan",
			fr: "La question, le score ou le plan",
			es: "La pregunta, la puntuación o el plan",
			pt: "A pergunta, a pontuação ou o plano",
		},
		"behind": {
			en: "What earlier weeks left open, and how it could still fit",
			de: "Was aus früheren Wochen offen ist und wie es noch passt",
			fr: "Ce qui reste des semaines passées, et comment le caser",
			es: "Lo pendiente de semanas anteriores y cómo puede caber",
			pt: "O que ficou de semanas anteriores e como ainda pode caber",
		},
		"checklist": {
			en: "Things to build and to have ready",
			de: "Was zu bauen und bereitzuhalten ist",
			fr: "Ce qu'il faut construire et tenir prêt",
			es: "Lo que hay que construir y tener listo",
			pt: "O que construir e deixar pronto",
		},
		"checklist list": {
			en: "Which list, or part of one",
			de: "Welche Liste oder welcher Teil davon",
			fr: "Quelle liste, ou quelle partie d'une liste",
			es: "Qué lista, o qué parte de ella",
			pt: "Qual lista, ou qual parte dela",
		},
		"topics": {
			en: "The course day by day",
			de: "Der Kurs Tag für Tag",
			fr: "Le cours jour par jour",
			es: "El curso día a día",
			pt: "O curso dia a dia",
		},
		"topics topic": {
			en: "The day's number or words of its name",
			de: "Die Nummer des Tages oder Wörter aus seinem Namen",
			fr: "Le numéro du jour ou des mots de son nom",
			es: "El número del día o palabras de su nombre",
			pt: "O número do dia ou palavras do nome",
		},
		"resources": {
			en: "Books, papers, communities, events",
			de: "Bücher, Artikel, Communitys, Veranstaltungen",
			fr: "Livres, articles, communautés, événements",
			es: "Libros, artículos, comunidades, eventos",
			pt: "Livros, artigos, comunidades, eventos",
		},
		"resources shelf": {
			en: "Where to open it, such as books",
			de: "Wo aufgeschlagen wird, zum Beispiel bei den Büchern",
			fr: "Où l'ouvrir, par exemple aux livres",
			es: "Por dónde abrirlo, por ejemplo los libros",
			pt: "Onde abrir, por exemplo nos livros",
		},
		"home": {
			en: "Your study board: what is open, what comes, where you stand",
			de: "Die eigene Übersicht: was offen ist, was kommt, der Stand",
			fr: "Votre tableau de bord : à faire, à venir, où vous en êtes",
			es: "Tu panel de estudio: lo pendiente, lo próximo y cómo vas",
			pt: "Seu painel de estudo: o que está aberto, o que vem e como você está",
		},
		"settings": {
			en: "Your questions a day, private messages, quiet hours, plan, time zone, sharing",
			de: "Eigene Fragen am Tag, private Nachrichten, Ruhezeiten, Plan, Zeitzone, Teilen",
			fr: "Vos questions par jour, messages privés, heures calmes, plan, fuseau, partage",
			es: "Tus preguntas al día, mensajes privados, horas de silencio, plan, zona horaria",
			pt: "Suas perguntas por dia, mensagens privadas, horário de silêncio, plano, fuso",
		},
		"settings zone": {
			en: "Your time zone; it is set at once",
			de: "Die eigene Zeitzone; sie gilt sofort",
			fr: "Votre fuseau horaire ; il est réglé tout de suite",
			es: "Tu zona horaria; se guarda al momento",
			pt: "Seu fuso horário; é salvo na hora",
		},
		"away": {
			en: "No private messages until a date",
			de: "Keine privaten Nachrichten bis zu einem Datum",
			fr: "Aucun message privé jusqu'à une date",
			es: "Sin mensajes privados hasta una fecha",
			pt: "Nenhuma mensagem privada até uma data",
		},
		"away until": {
			en: "Your first day back",
			de: "Der erste Tag nach der Pause",
			fr: "Le jour de votre retour",
			es: "Tu primer día de vuelta",
			pt: "Seu primeiro dia de volta",
		},
		"export": {
			en: "Everything I keep about you",
			de: "Alle gespeicherten eigenen Daten",
			fr: "Tout ce que je conserve à votre sujet",
			es: "Todo lo que guardo sobre ti",
			pt: "Tudo o que guardo sobre você",
		},
		"forget": {
			en: "Remove everything about you",
			de: "Alle eigenen Daten löschen",
			fr: "Effacer tout ce qui vous concerne",
			es: "Borrar todo lo que guardo sobre ti",
			pt: "Apagar tudo sobre você",
		},
		"help": {
			en: "What I can do",
			de: "Was ich kann",
			fr: "Ce que je sais faire",
			es: "Lo que puedo hacer",
			pt: "O que eu posso fazer",
		},
		"setup": {
			en: "Pack, times, days, holidays of this channel; preview, then publish",
			de: "Paket, Zeiten, Tage, Feiertage dieses Kanals; Vorschau und Start",
			fr: "Contenu, horaires, jours, congés de ce canal ; aperçu puis publication",
			es: "Paquete, horas, días y festivos de este canal; vista previa y publicación",
			pt: "Pacote, horários, dias e feriados deste canal; prévia e publicação",
		},
		"setup zone": {
			en: "The channel's time zone; it is set at once",
			de: "Die Zeitzone des Kanals; sie gilt sofort",
			fr: "Le fuseau horaire du canal ; il est réglé tout de suite",
			es: "La zona horaria del canal; se guarda al momento",
			pt: "O fuso horário do canal; é salvo na hora",
		},
		"import": {
			en: "Make a pack of quizzes, tables and cards that you have",
			de: "Aus vorhandenen Quizzen, Tabellen und Karten einen Fragensatz machen",
			fr: "Faire un lot de questions à partir de quiz, tableaux et cartes existants",
			es: "Crear un paquete de preguntas con cuestionarios, tablas y tarjetas que ya existen",
			pt: "Criar um pacote de perguntas com questionários, tabelas e cartões já existentes",
		},
		"import file": {
			en: "Questions in Markdown, CSV, TSV, Anki, GIFT or Aiken",
			de: "Fragen in Markdown, CSV, TSV, Anki, GIFT oder Aiken",
			fr: "Des questions en Markdown, CSV, TSV, Anki, GIFT ou Aiken",
			es: "Preguntas en Markdown, CSV, TSV, Anki, GIFT o Aiken",
			pt: "Perguntas em Markdown, CSV, TSV, Anki, GIFT ou Aiken",
		},
		"status": {
			en: "The last and next five posts and what became of them",
			de: "Die letzten und nächsten fünf Beiträge und was aus ihnen wurde",
			fr: "Les cinq dernières et prochaines publications, et leur sort",
			es: "Las cinco últimas y próximas publicaciones, y qué pasó con ellas",
			pt: "As cinco últimas e próximas publicações, e o que houve com elas",
		},
		"report": {
			en: "The weekly reminder as it would look now",
			de: "Die Wochenerinnerung, wie sie jetzt aussähe",
			fr: "Le rappel hebdomadaire tel qu'il serait maintenant",
			es: "El recordatorio semanal tal como se vería ahora",
			pt: "O lembrete semanal como ficaria agora",
		},
		"pause": {
			en: "Stop posting; everything is kept",
			de: "Keine Beiträge mehr; alles bleibt erhalten",
			fr: "Suspendre les publications ; tout est conservé",
			es: "Dejar de publicar; todo se conserva",
			pt: "Parar de publicar; tudo fica guardado",
		},
		"resume": {
			en: "Go on posting",
			de: "Wieder Beiträge veröffentlichen",
			fr: "Reprendre les publications",
			es: "Volver a publicar",
			pt: "Voltar a publicar",
		},
	}
}
