namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>Some pipelines side by side: seconds of reading, of writing and of the makespan, as means over repetitions.</summary>
/// <param name="Pipelines">How many.</param>
/// <param name="Measured">The means that were measured.</param>
/// <param name="Wrench">What WRENCH-cache predicted.</param>
/// <param name="FirstShare">The share of the repetitions that are the first one, whose last pipeline finds no files.</param>
internal sealed record MeasuredSet(int Pipelines, double[] Measured, double[] Wrench, double FirstShare);
