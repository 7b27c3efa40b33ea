namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>Pipelines side by side: mean seconds of reading, of writing and of a pipeline as a whole.</summary>
internal sealed record PredictedSet(int Pipelines, double[] Predicted, double[] Measured, double[] Wrench)
{
    /// <summary>The three numbers, in the order in which they stand.</summary>
    public static string[] Names { get; } = ["read", "write", "makespan"];

    /// <summary>The measured repetitions behind the means.</summary>
    public required MeasuredRounds Rounds { get; init; }

    /// <summary>The prediction of the first repetition.</summary>
    public required double[] PredictedFirst { get; init; }

    /// <summary>The prediction of a later repetition.</summary>
    public required double[] PredictedLater { get; init; }

    public double WrenchError(int number) => PredictedRun.ErrorOf(Measured[number], Wrench[number]);

    public double Error(int number) => PredictedRun.ErrorOf(Measured[number], Predicted[number]);
}
