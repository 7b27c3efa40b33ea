namespace FolioModel.Cli.Check;

/// <summary>A program of a campaign as a trace to look at: each step a line of the source.</summary>
internal static class CheckTrace
{
    /// <summary>Runs the program and records what the machine does.</summary>
    /// <param name="subject">The subject's name.</param>
    /// <param name="program">The program, such as the shortest one that fails.</param>
    /// <exception cref="BadCheckException">The subject has no machine.</exception>
    public static FolioTrace Of(string subject, FolioProgram program)
    {
        using Subject made = program.Subject();
        if (made is not MachineSubject { Machine: { Ledger: not null } machine })
        {
            throw new BadCheckException($"--trace: subject '{subject}' has no machine with a ledger to show");
        }

        FolioTraceRecorder recorder = FolioTraceRecorder.Attach(machine);
        string[] source = [.. program.Steps.Select(step => $"{step.Number} {made.Operations[step.Operation].Show(step.Arguments)}")];
        int line = 0;
        Finding? finding = new ProgramRun(made, program.Options, null).Replay(program.Steps, _ =>
        {
            NoteEnd(recorder, source, line);
            recorder.Line = ++line;
        });
        string answer = finding?.Text.Split('\n')[0] ?? "Nothing is wrong.";
        recorder.Note(answer);
        return recorder.ToTrace(new FolioTraceHead(subject, "counterexample")
        {
            Question = $"A program of {program.Steps.Length} steps on '{subject}'",
            Answer = answer,
            Remarks = [$"Again: folio check --subject {subject} --steps \"{program.Encode()}\""],
            Source = source,
        });
    }

    private static void NoteEnd(FolioTraceRecorder recorder, string[] source, int line)
    {
        if (line > 0)
        {
            recorder.NoteChange($"after: {source[line - 1]}");
        }
    }
}
