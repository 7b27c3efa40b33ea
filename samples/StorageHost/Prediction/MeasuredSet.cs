namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>Some pipelines side by side: seconds of reading, of writing and of the makespan, as means over repetitions.</summary>
/// <param name="Pipelines">How many.</param>
/// <param name="Measured">The means that were measured.</param>
/// <param name="Wrench">What WRENCH-cache predicted.</param>
/// <param name="Rounds">The repetitions that make up the means.</param>
internal sealed record MeasuredSet(int Pipelines, double[] Measured, double[] Wrench, MeasuredRounds Rounds);
