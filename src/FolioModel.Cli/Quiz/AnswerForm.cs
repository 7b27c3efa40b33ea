namespace FolioModel.Cli.Quiz;

/// <summary>The form of an answer, which decides how it is compared.</summary>
internal enum AnswerForm
{
    /// <summary>A number, decimal or with 0x.</summary>
    Number,

    /// <summary>One of the choices.</summary>
    Choice,

    /// <summary>Several things in any order, with commas between; <c>none</c> for none.</summary>
    Set,

    /// <summary>Several things in their order, with commas between; <c>none</c> for none.</summary>
    Sequence,
}
