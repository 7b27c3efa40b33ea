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

        state["shared"] = StateJson.Members(TraceRecorder.SharedOf(execution), static v => v.Key, static v => v.Value);
        state["results"] = StateJson.Members(
            execution.World.Results.Where(static r => r.Text is not null), static r => $"{r.Name}", static r => r.Text!);
        return state;
    }
}
