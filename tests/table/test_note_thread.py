from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ...tools.flags import ANSWERED, NOTED, RESOLVED
from ..common.table import TableCommon
from ..common.table_calls import table_of


@tagged("post_install", "-at_install")
class TestNoteThread(TableCommon):
    """N4: notes on cells are answered by who reads the row, and are open or resolved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for row in (cls.total, cls.north, cls.south, cls.n_acme, cls.n_bolt):
            cls.target(row, 100)

    def note(self, row, period=None, text="Why so much?", **options):
        period = period.id if period else None
        return self.edit("note", row=row.id, period=period, text=text, **options)

    def answer(self, row, text, user=None, period=None):
        calls = table_of(self.plan_of(user))
        return calls.answer_note(row.id, period.id if period else None, text)

    def resolve(self, row, user=None, is_resolved=True):
        return table_of(self.plan_of(user)).resolve_note(row.id, None, is_resolved)

    def thread(self, row, user=None, period=None):
        return table_of(self.plan_of(user)).why(row.id, period.id if period else None)["thread"]

    def texts(self, row, user=None):
        """Return what was answered: ``[(author, text)]``."""
        thread = self.thread(row, user)
        return [(answer["author"], answer["text"]) for answer in thread["answers"]]

    def flags(self, row, column=-1):
        return self.shown(row, column)[1] & (NOTED | RESOLVED | ANSWERED)

    # What it is ---------------------------------------------------------------

    def test_answers(self):
        self.note(self.n_acme)
        self.assertEqual(self.thread(self.n_acme)["answers"], [])
        self.sales.action_confirm()
        shown = self.answer(self.n_acme, "  Their new plant.  ", self.salesperson)
        self.assertEqual(shown["answers"][0]["text"], "Their new plant.")
        self.answer(self.n_acme, "Fine")
        self.assertEqual(
            self.texts(self.n_acme, self.salesperson),
            [("Salesperson", "Their new plant."), ("Manager", "Fine")],
        )
        thread = self.thread(self.n_acme)
        self.assertEqual((thread["text"], thread["author"]), ("Why so much?", "Manager"))
        self.assertIsNone(self.thread(self.n_bolt))

    def test_a_note_of_each_cell_has_its_own(self):
        self.note(self.n_acme)
        self.note(self.n_acme, self.january)
        self.answer(self.n_acme, "Of January", period=self.january)
        self.assertEqual(self.texts(self.n_acme), [])
        self.assertEqual(len(self.thread(self.n_acme, period=self.january)["answers"]), 1)

    def test_marks(self):
        self.assertEqual(self.flags(self.n_acme), 0)
        self.note(self.n_acme)
        self.assertEqual(self.flags(self.n_acme), NOTED)
        self.answer(self.n_acme, "Fine")
        self.assertEqual(self.flags(self.n_acme), NOTED | ANSWERED)
        self.resolve(self.n_acme)
        self.assertEqual(self.flags(self.n_acme), NOTED | ANSWERED | RESOLVED)
        self.assertEqual(self.flags(self.n_acme, 0), 0)

    def test_open_again(self):
        """Whoever answers what was resolved, or writes another note, opens it again."""
        self.note(self.n_acme)
        self.assertTrue(self.resolve(self.n_acme)["is_resolved"])
        self.assertFalse(self.resolve(self.n_acme, is_resolved=False)["is_resolved"])
        self.resolve(self.n_acme)
        self.assertFalse(self.answer(self.n_acme, "Not yet")["is_resolved"])
        self.resolve(self.n_acme)
        self.note(self.n_acme, text="And why so late?")
        self.assertFalse(self.thread(self.n_acme)["is_resolved"])
        self.assertEqual(len(self.texts(self.n_acme)), 1)

    def test_what_is_no_answer(self):
        with self.assertRaisesRegex(UserError, "There is no note at Acme, all periods"):
            self.answer(self.n_acme, "Fine")
        self.note(self.n_acme)
        with self.assertRaisesRegex(UserError, "Write an answer first"):
            self.answer(self.n_acme, " \n ")
        with self.assertRaisesRegex(UserError, "no more than 5,000 characters"):
            self.answer(self.n_acme, "x" * 5001)

    def test_more_notes_take_no_more_queries(self):
        def count(rows):
            self.env.flush_all()
            self.env.invalidate_all()
            table = self.env["sales.plan.table"].with_user(self.manager)
            before = self.env.cr.sql_log_count
            found = table._read_noted([row.id for row in rows])
            self.assertEqual(len(found), len(rows))
            return self.env.cr.sql_log_count - before

        rows = [self.total, self.north, self.south, self.n_acme, self.n_bolt, self.s_coil]
        for row in rows:
            self.note(row)
            self.answer(row, "Fine")
        count(rows[:1])
        self.assertEqual(count(rows[:3]), count(rows))

    # Who may ------------------------------------------------------------------

    def test_who_may_answer(self):
        self.note(self.n_acme)
        with self.assertRaises(UserError):  # nobody below sees a draft
            self.answer(self.n_acme, "Fine", self.salesperson)
        self.sales.action_confirm()
        for user in (self.salesperson, self.leader, self.manager):
            with self.subTest(user=user.name):
                self.answer(self.n_acme, "Fine", user)
        for user in (self.colleague, self.stranger, self.other_leader, self.auditor, self.clerk):
            with self.subTest(user=user.name), self.assertRaises(UserError):
                self.answer(self.n_acme, "Fine", user)
        self.assertEqual(len(self.texts(self.n_acme, self.auditor)), 3)
        self.assertFalse(self.thread(self.n_acme, self.auditor)["can_answer"])
        self.assertTrue(self.thread(self.n_acme, self.salesperson)["can_answer"])

    def test_who_may_resolve(self):
        """Who wrote it, who owns the row, who may change it; not everybody who reads it."""
        self.note(self.n_acme)
        self.sales.action_confirm()
        self.assertEqual(self.n_acme.responsible_id, self.leader)
        for user in (self.salesperson, self.auditor, self.stranger):
            with self.subTest(user=user.name), self.assertRaises(UserError):
                self.resolve(self.n_acme, user)
        for user in (self.leader, self.manager):
            self.assertTrue(self.resolve(self.n_acme, user)["is_resolved"])
        self.assertFalse(self.thread(self.n_acme, self.salesperson)["can_resolve"])

    def test_who_reads_answers(self):
        """Records are read with the row's rights, and written by nobody."""
        self.note(self.n_acme)
        self.note(self.n_bolt)
        self.answer(self.n_acme, "Of Acme")
        self.answer(self.n_bolt, "Of Bolt")
        self.sales.action_confirm()
        answers = self.env["sales.plan.note.answer"]

        def read(user):
            return sorted(answers.with_user(user).search([]).mapped("text"))

        self.assertEqual(read(self.salesperson), ["Of Acme"])
        self.assertEqual(read(self.colleague), ["Of Bolt"])
        self.assertEqual(read(self.leader), ["Of Acme", "Of Bolt"])
        self.assertEqual(read(self.auditor), ["Of Acme", "Of Bolt"])
        self.assertEqual(read(self.other_leader), [])
        for user in (self.clerk, self.visitor):
            with self.assertRaises(AccessError):
                read(user)
        answer = answers.search([("text", "=", "Of Acme")])
        for user in (self.salesperson, self.leader, self.manager, self.auditor):
            with self.subTest(user=user.name):
                with self.assertRaises(AccessError):
                    answer.with_user(user).write({"text": "Another"})
                with self.assertRaises(AccessError):
                    answer.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    answers.with_user(user).create(
                        {"note_id": answer.note_id.id, "text": "x", "date": "2026-01-01"}
                    )

    # Who is told --------------------------------------------------------------

    def notices(self):
        return self.env["sales.plan.notice"].search([("kind", "=", "answered")])

    def send(self):
        """Send what waits; return who was told what: ``{name: body}``."""
        messages = self.env["mail.message"].search([("model", "=", "sales.plan")])
        self.notices()._send()
        self.notices().unlink()
        new = self.env["mail.message"].search([("model", "=", "sales.plan")]) - messages
        return {partner.name: message.body for message in new for partner in message.partner_ids}

    def test_author_and_owner_are_told_once(self):
        self.note(self.n_acme)
        self.sales.action_confirm()
        self.answer(self.n_acme, "Their new plant.", self.salesperson)
        self.answer(self.n_acme, "And the old one.", self.salesperson)
        self.assertEqual(self.notices().user_id, self.manager | self.leader)
        self.assertEqual(len(self.notices()), 2)
        for notice in self.notices():
            texts = notice._get_answered_texts()
            self.assertIn("The note at Acme, all periods was answered:", texts["body"])
            for said in ("Why so much?", "Their new plant.", "And the old one.", "Salesperson"):
                self.assertIn(said, texts["body"])

    def test_who_answers_is_not_told(self):
        self.note(self.n_acme)
        self.sales.action_confirm()
        self.answer(self.n_acme, "I know.")
        self.assertEqual(self.notices().user_id, self.leader)

    def test_who_does_not_see_the_row_is_told_nothing(self):
        """An owner of a draft is not told before the plan is theirs to read."""
        self.note(self.n_acme)
        self.answer(self.n_acme, "Fine")
        for notice in self.notices():
            self.assertIsNone(notice._get_answered_texts())

    # What becomes of it -------------------------------------------------------

    def test_undo_brings_answers_back(self):
        self.note(self.n_acme)
        self.answer(self.n_acme, "Fine")
        self.resolve(self.n_acme)
        answer = self.env["sales.plan.note.answer"].search([("text", "=", "Fine")])
        date = answer.date
        self.note(self.n_acme, text="")
        self.assertIsNone(self.thread(self.n_acme))
        self.undo()
        thread = self.thread(self.n_acme)
        self.assertTrue(thread["is_resolved"])
        [again] = thread["answers"]
        self.assertEqual((again["text"], again["author"], again["date"]), ("Fine", "Manager", date))
        self.redo()
        self.assertIsNone(self.thread(self.n_acme))

    def test_undo_of_a_note_that_was_answered(self):
        self.note(self.n_acme)
        self.answer(self.n_acme, "Fine")
        self.undo()
        self.assertIsNone(self.thread(self.n_acme))
        self.redo()
        self.assertEqual(self.texts(self.n_acme), [("Manager", "Fine")])

    def test_removed_rows_bring_them_back(self):
        self.note(self.n_acme)
        self.answer(self.n_acme, "Fine")
        self.edit("remove_rows", rows=[self.north])
        self.undo()
        self.assertEqual(self.texts(self.n_acme), [("Manager", "Fine")])

    def test_deleted_people(self):
        olga = self.another_manager()
        self.note(self.n_acme)
        self.answer(self.n_acme, "Mine", olga)
        olga.unlink()
        self.assertEqual(self.texts(self.n_acme), [("Deleted user", "Mine")])
        self.note(self.n_acme, text="")
        self.undo()
        self.assertEqual(self.texts(self.n_acme), [("Deleted user", "Mine")])

    def test_copies_have_open_notes_only(self):
        """Answers stay with the plan that they were given in; what is resolved does, too."""
        self.note(self.n_acme)
        self.answer(self.n_acme, "Fine")
        self.note(self.n_bolt, text="Done")
        self.resolve(self.n_bolt)
        copied = self.sales.with_user(self.manager).copy()
        notes = self.env["sales.plan.note"].search([("plan_id", "=", copied.id)])
        self.assertEqual(notes.mapped("text"), ["Why so much?"])
        self.assertFalse(notes.answer_ids)

    def test_merged_customers(self):
        """Rows that become one have the answers of all their notes, open if any was."""
        self.note(self.n_acme, text="Of Acme")
        self.answer(self.n_acme, "Acme's")
        self.note(self.n_bolt, text="Of Bolt")
        self.answer(self.n_bolt, "Bolt's")
        self.resolve(self.n_bolt)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((self.acme | self.bolt).ids, self.acme)
        self.env.invalidate_all()
        thread = self.thread(self.n_acme)
        self.assertEqual(thread["text"], "Of Acme\nOf Bolt")
        self.assertEqual({answer["text"] for answer in thread["answers"]}, {"Acme's", "Bolt's"})
        self.assertFalse(thread["is_resolved"])
