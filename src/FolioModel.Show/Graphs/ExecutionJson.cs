using System.Globalization;
using System.Text.Json.Nodes;

namespace FolioModel.Show;

/// <summary>The state of an execution: the machine, where the tasks stand, variables that they share, and results.</summary>
internal static class ExecutionJson
{
    public static JsonObject Of(Execution execution)
    {
        JsonObject state = StateJson.Of(execution.World.Machine.Snapshot());
        JsonObject tasks = (JsonObject)state["tasks"]!;
        foreach (TaskRun run in execution.Runs)
        {
            JsonObject task = (JsonObject)tasks[run.Task.Id.ToString(CultureInfo.InvariantCulture)]!;
            task["runs"] = run.State.ToString();
        }

        state["shared"] = StateJson.Members(NamedApart(execution.World.SharedVariables), static v => v.Name, static v => v.Text());
        state["results"] = StateJson.Members(
            execution.World.Results.Where(static r => r.Text is not null), static r => $"{r.Name}", static r => r.Text!);
        return state;
    }

    /// <summary>Variables of one name are told apart by a number.</summary>
    private static IEnumerable<(string Name, Func<string> Text)> NamedApart(IEnumerable<(string Name, Func<string> Text)> variables) =>
        variables.GroupBy(static v => v.Name).SelectMany(static g => g.Select((v, i) => (i == 0 ? v.Name : $"{v.Name} {i + 1}", v.Text)));
}
