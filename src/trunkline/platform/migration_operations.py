"""Operations that first migrations share."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class InstallTriggers(Operation):
    """Installs at once every trigger that the models of an app were created with.

    One operation instead of one for each trigger: each would have Django render the state of all models anew, which
    made half of the time of a first migration. Triggers that come later are added by pgtrigger's own operation.
    """

    reduces_to_sql = True
    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """This will change nothing: the triggers stand in the options of the created models."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _from: ProjectState, to_state: ProjectState
    ) -> None:
        """This will install the triggers of the app's models."""
        for sql in self._statements(app_label, to_state, "install_sql"):
            schema_editor.execute(sql, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, _from: ProjectState, to_state: ProjectState
    ) -> None:
        """This will remove the triggers of the app's models."""
        for sql in self._statements(app_label, to_state, "uninstall_sql"):
            schema_editor.execute(sql, params=None)

    def describe(self) -> str:
        """This will name the operation in the output of `migrate`."""
        return "Install the triggers of all models"

    @staticmethod
    def _statements(app_label: str, state: ProjectState, kind: str) -> list[str]:
        models = (model for (label, _), model in sorted(state.models.items()) if label == app_label)
        return [getattr(trigger, kind) for model in models for trigger in model.options.get("triggers", [])]
