# Every command explains itself when something is missing. README.md says more.
DEV := @sh dev/launch

.PHONY: help run reset update shell check test test-long test-clock test-odoo test-life test-upgrade test-till wheel lint format pot roles bench replay clean

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

run: ## Odoo with demo data and this add-on; prints the address and the login. PORT= ODOO= PGHOST= DATABASE_URL= PYTHON=
	$(DEV) run

reset: ## forget the database of `make run`; the next start makes a new one
	$(DEV) reset

update: ## update the add-on in the database of `make run` without starting Odoo
	$(DEV) update

shell: ## Odoo's Python shell on the database of `make run`
	$(DEV) shell

check: ## what has to pass before a change lands: lint and all tests, side by side. JOBS= TIMES=1 AGAIN=1
	$(DEV) check

test: ## all tests; TAGS=/sales_plan:TestClass.test_method runs a part, TAGS=tools those without a database, AGAIN=1 all although nothing changed, JOBS=4 as many side by side (else one more than there are cores), TIMES=1 keeps how long each class took in dev/durations.json
	$(DEV) test

test-long: ## the tests that take longer, random ones with new seeds, those of test-life, and each class of tests on some other clock; SALES_PLAN_SEED= repeats the seeds of a run
	$(DEV) test --long
	$(DEV) test-life --long
	$(DEV) test-clock --long
	$(DEV) test-till --long

test-clock: ## all tests while the clock tells another day: the turn of a year, a leap day, ...; CLOCK="2028-02-29 12:00:00" (in UTC) one of them, TAGS= JOBS= as for test
	$(DEV) test-clock

test-odoo: ## Odoo's own tests of crm, sale, sale_crm, sales_team and account, with the add-on and without it, compared; ONLY=crm,sale some of them
	$(DEV) test-odoo

test-life: ## what becomes of a database: uninstalling, other apps beside, installing beside many documents, upgrades, the wheel; ONLY=uninstall,beside,growth,upgrade,wheel some of it
	$(DEV) test-life

test-upgrade: ## databases of the last three versions are updated and keep every figure; VERSIONS=19.0.1.7.0,... others
	$(DEV) test-upgrade

wheel: ## the add-on as a Python package in build/, for Odoo that was installed with pip
	$(DEV) wheel

test-till: ## the tests beside Odoo's point of sale, expenses and stock
	$(DEV) test-till

lint: ## ruff, pylint-odoo, Odoo's own pylint checks, OCA's checks
	$(DEV) lint

format: ## rewrite the Python files as ruff wants them
	$(DEV) format

pot: ## write i18n/sales_plan.pot anew and merge it into the .po files
	$(DEV) pot

roles: ## write ROLES.md anew: who may do what, found out by calling everything as everybody
	$(DEV) roles

bench: ## compare the add-on with Odoo's own on generated data; SIZE= invoice lines, ONLY=pivots,load,table,deals,money,market,posting some of it
	$(DEV) bench $(SIZE)

replay: ## forecast what has already come, and say how right that would have been; DATA= a file of series, ONLY=m3 or ONLY=landings one part
	$(DEV) replay

clean: ## remove everything that these commands have downloaded or made
	$(DEV) clean
