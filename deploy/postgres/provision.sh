#!/bin/sh
# One database and three roles for each service, as sinhhoat/stack/provision.py makes them (a test compares).
# The image of PostgreSQL runs this once, as the superuser, when it has made the cluster.
set -eu

for service in registry meetings assignments ratings reporting; do
    upper=$(printf '%s' "$service" | tr '[:lower:]' '[:upper:]')
    # Passwords go through the environment: arguments can be read by every process of the machine.
    SERVICE_PASSWORD=$(printenv "SINHHOAT_DATABASE_PASSWORD_$upper")
    MIGRATION_PASSWORD=$(printenv "SINHHOAT_MIGRATION_PASSWORD_$upper")
    export SERVICE_PASSWORD MIGRATION_PASSWORD
    psql --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres \
        --set ON_ERROR_STOP=1 --set database="$service" --set owner="${service}_owner" \
        --set migration="${service}_migration" --set worker="${service}_service" <<'SQL'
\getenv service_password SERVICE_PASSWORD
\getenv migration_password MIGRATION_PASSWORD
CREATE ROLE :"owner";
CREATE ROLE :"migration" LOGIN PASSWORD :'migration_password';
CREATE ROLE :"worker" LOGIN PASSWORD :'service_password';
GRANT :"owner" TO :"migration";
ALTER ROLE :"migration" SET role = :'owner';
ALTER ROLE :"migration" SET lock_timeout = '10s';
ALTER ROLE :"worker" SET statement_timeout = '30s';
ALTER ROLE :"worker" SET lock_timeout = '10s';
ALTER ROLE :"worker" SET idle_in_transaction_session_timeout = '15s';
ALTER ROLE :"worker" SET transaction_timeout = '2min';
ALTER ROLE :"worker" SET idle_session_timeout = '10min';
CREATE DATABASE :"database" OWNER :"owner" TEMPLATE template0
    ENCODING 'UTF8' LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' LOCALE 'C';
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"worker", :"migration";
SQL
done
