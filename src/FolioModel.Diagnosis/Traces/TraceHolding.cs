namespace FolioModel.Diagnosis;

/// <summary>References that were taken in a trace.</summary>
/// <param name="Kind">What for.</param>
/// <param name="Amount">How many are left.</param>
/// <param name="Taker">The function that wanted them; "" where no stack says.</param>
/// <param name="Task">The task.</param>
/// <param name="Seconds">When the first was taken.</param>
/// <param name="Stack">The functions then, the innermost first.</param>
/// <param name="Line">The line of the text, from 1.</param>
public sealed record TraceHolding(
    HolderKind Kind, int Amount, string Taker, string Task, double Seconds, IReadOnlyList<string> Stack, long Line);
