/** Forward-only: each text runs once, in order, in one transaction; `user_version` counts them. */
export const migrations: readonly string[] = [
	`
	CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
	CREATE TABLE resources (gid TEXT PRIMARY KEY, type TEXT NOT NULL) WITHOUT ROWID;
	CREATE TABLE tokens (token TEXT PRIMARY KEY, user TEXT NOT NULL) WITHOUT ROWID;
	CREATE TABLE workspaces (gid TEXT PRIMARY KEY, name TEXT NOT NULL, is_organization INTEGER NOT NULL);
	CREATE TABLE users (gid TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, task_list TEXT NOT NULL, is_guest INTEGER NOT NULL DEFAULT 0);
	CREATE TABLE teams (gid TEXT PRIMARY KEY, workspace TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL DEFAULT '', html_description TEXT NOT NULL DEFAULT '<body></body>', visibility TEXT NOT NULL DEFAULT 'secret');
	CREATE TABLE team_members (gid TEXT PRIMARY KEY, team TEXT NOT NULL, user TEXT NOT NULL, UNIQUE (team, user));
	CREATE TABLE projects (
		gid TEXT PRIMARY KEY, workspace TEXT NOT NULL, team TEXT, name TEXT NOT NULL,
		notes TEXT NOT NULL DEFAULT '', html_notes TEXT NOT NULL DEFAULT '<body></body>',
		color TEXT, icon TEXT, archived INTEGER NOT NULL DEFAULT 0,
		completed INTEGER NOT NULL DEFAULT 0, completed_at TEXT, completed_by TEXT,
		created_at TEXT NOT NULL, modified_at TEXT NOT NULL,
		default_view TEXT NOT NULL, privacy_setting TEXT NOT NULL, default_access_level TEXT NOT NULL,
		due_on TEXT, start_on TEXT, owner TEXT
	);
	CREATE TABLE memberships (
		gid TEXT PRIMARY KEY, parent TEXT NOT NULL, parent_type TEXT NOT NULL,
		member TEXT NOT NULL, member_type TEXT NOT NULL, access_level TEXT NOT NULL, UNIQUE (parent, member)
	);
	CREATE TABLE followers (parent TEXT NOT NULL, user TEXT NOT NULL, PRIMARY KEY (parent, user)) WITHOUT ROWID;
	CREATE TABLE likes (gid TEXT PRIMARY KEY, parent TEXT NOT NULL, user TEXT NOT NULL, UNIQUE (parent, user));
	CREATE TABLE sections (gid TEXT PRIMARY KEY, project TEXT NOT NULL, name TEXT NOT NULL, created_at TEXT NOT NULL, position REAL NOT NULL);
	CREATE INDEX sections_by_project ON sections (project, position);
	CREATE TABLE tasks (
		gid TEXT PRIMARY KEY, workspace TEXT NOT NULL, name TEXT NOT NULL,
		notes TEXT NOT NULL DEFAULT '', html_notes TEXT NOT NULL DEFAULT '<body></body>',
		resource_subtype TEXT NOT NULL, approval_status TEXT,
		completed INTEGER NOT NULL DEFAULT 0, completed_at TEXT, completed_by TEXT,
		assignee TEXT, assigned_by TEXT, assignee_status TEXT NOT NULL DEFAULT 'upcoming',
		created_by TEXT NOT NULL, created_at TEXT NOT NULL, modified_at TEXT NOT NULL,
		due_at TEXT, due_on TEXT, start_at TEXT, start_on TEXT,
		parent TEXT, parent_position REAL
	);
	CREATE INDEX tasks_by_parent ON tasks (parent, parent_position) WHERE parent IS NOT NULL;
	CREATE INDEX tasks_by_assignee ON tasks (assignee) WHERE assignee IS NOT NULL;
	CREATE TABLE task_projects (
		task TEXT NOT NULL, project TEXT NOT NULL, section TEXT NOT NULL, position REAL NOT NULL, PRIMARY KEY (task, project)
	) WITHOUT ROWID;
	CREATE INDEX task_projects_by_section ON task_projects (section, position, task);
	CREATE TABLE tags (gid TEXT PRIMARY KEY, workspace TEXT NOT NULL, name TEXT NOT NULL, color TEXT, notes TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL);
	CREATE TABLE task_tags (task TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (task, tag)) WITHOUT ROWID;
	CREATE INDEX task_tags_by_tag ON task_tags (tag);
	CREATE TABLE dependencies (task TEXT NOT NULL, depends_on TEXT NOT NULL, PRIMARY KEY (task, depends_on)) WITHOUT ROWID;
	CREATE INDEX dependencies_by_target ON dependencies (depends_on);
	CREATE TABLE stories (
		gid TEXT PRIMARY KEY, task TEXT NOT NULL, type TEXT NOT NULL, resource_subtype TEXT NOT NULL,
		text TEXT NOT NULL, html_text TEXT NOT NULL, created_by TEXT NOT NULL, created_at TEXT NOT NULL,
		is_pinned INTEGER NOT NULL DEFAULT 0, is_edited INTEGER NOT NULL DEFAULT 0, sticker_name TEXT, detail TEXT NOT NULL DEFAULT '{}'
	);
	CREATE INDEX stories_by_task ON stories (task, gid);
	CREATE TABLE custom_fields (
		gid TEXT PRIMARY KEY, workspace TEXT NOT NULL, project TEXT, name TEXT NOT NULL, resource_subtype TEXT NOT NULL,
		description TEXT NOT NULL DEFAULT '', precision INTEGER NOT NULL DEFAULT 0, format TEXT NOT NULL DEFAULT 'none',
		currency_code TEXT, custom_label TEXT, custom_label_position TEXT,
		has_notifications_enabled INTEGER NOT NULL DEFAULT 0, created_by TEXT NOT NULL, created_at TEXT NOT NULL
	);
	CREATE TABLE enum_options (gid TEXT PRIMARY KEY, custom_field TEXT NOT NULL, name TEXT NOT NULL, enabled INTEGER NOT NULL, color TEXT NOT NULL, position REAL NOT NULL);
	CREATE INDEX enum_options_by_field ON enum_options (custom_field, position);
	CREATE TABLE custom_field_settings (
		gid TEXT PRIMARY KEY, parent TEXT NOT NULL, parent_type TEXT NOT NULL, custom_field TEXT NOT NULL,
		is_important INTEGER NOT NULL, position REAL NOT NULL, UNIQUE (parent, custom_field)
	);
	CREATE INDEX custom_field_settings_by_field ON custom_field_settings (custom_field);
	CREATE TABLE custom_field_values (object TEXT NOT NULL, custom_field TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (object, custom_field)) WITHOUT ROWID;
	CREATE TABLE attachments (
		gid TEXT PRIMARY KEY, parent TEXT NOT NULL, name TEXT NOT NULL, resource_subtype TEXT NOT NULL, created_at TEXT NOT NULL,
		host TEXT NOT NULL, size INTEGER, url TEXT, content_type TEXT, connected_to_app INTEGER NOT NULL DEFAULT 0
	);
	CREATE INDEX attachments_by_parent ON attachments (parent, gid);
	CREATE TABLE events (
		id INTEGER PRIMARY KEY AUTOINCREMENT, created_at TEXT NOT NULL, user TEXT, resource TEXT NOT NULL, resource_type TEXT NOT NULL,
		resource_subtype TEXT, parent TEXT, parent_type TEXT, action TEXT NOT NULL, change TEXT
	);
	CREATE TABLE event_scopes (scope TEXT NOT NULL, event INTEGER NOT NULL, PRIMARY KEY (scope, event)) WITHOUT ROWID;
	CREATE TABLE webhooks (
		gid TEXT PRIMARY KEY, resource TEXT NOT NULL, target TEXT NOT NULL, active INTEGER NOT NULL, secret TEXT NOT NULL,
		filters TEXT NOT NULL, owner TEXT NOT NULL, created_at TEXT NOT NULL, cursor INTEGER NOT NULL,
		last_success_at TEXT, last_failure_at TEXT, last_failure_content TEXT NOT NULL DEFAULT '',
		failing_since TEXT, delivery_retry_count INTEGER NOT NULL DEFAULT 0, next_attempt_after TEXT, heartbeat_at TEXT NOT NULL
	);
	CREATE TABLE portfolios (
		gid TEXT PRIMARY KEY, workspace TEXT NOT NULL, name TEXT NOT NULL, color TEXT NOT NULL, owner TEXT NOT NULL, created_by TEXT NOT NULL,
		created_at TEXT NOT NULL, archived INTEGER NOT NULL DEFAULT 0, due_on TEXT, start_on TEXT, privacy_setting TEXT NOT NULL, default_access_level TEXT NOT NULL
	);
	CREATE TABLE portfolio_items (portfolio TEXT NOT NULL, item TEXT NOT NULL, position REAL NOT NULL, PRIMARY KEY (portfolio, item)) WITHOUT ROWID;
	CREATE TABLE jobs (gid TEXT PRIMARY KEY, resource_subtype TEXT NOT NULL, status TEXT NOT NULL, result TEXT NOT NULL DEFAULT '{}');
	CREATE TABLE status_updates (
		gid TEXT PRIMARY KEY, parent TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, html_text TEXT NOT NULL,
		status_type TEXT NOT NULL, created_by TEXT NOT NULL, created_at TEXT NOT NULL, modified_at TEXT NOT NULL
	);
	CREATE INDEX status_updates_by_parent ON status_updates (parent, gid);
	`,
	`CREATE INDEX tasks_by_modified ON tasks (modified_at);`,
];
